import { ENOUGH_CAMPAIGNS, type OddsRecord, type TrackRecord } from '../simulations/index.js';
import { readableCount, readableShare } from './readable.js';

const VERDICTS: Readonly<Record<TrackRecord['verdict'], string>> = {
  AS_PROMISED: 'that is what was promised, as far as so many campaigns can tell',
  TOO_NARROW: 'the ranges are too narrow: read them as wider than they say',
  TOO_WIDE: 'the ranges are wider than they need to be',
  TOO_EARLY: 'too few campaigns to tell',
};

interface RecordFacts {
  /** Of whole plans and all metrics, not of a part. */
  readonly isWhole: boolean;
  /** Forecasts, and how many of them were not scored. */
  readonly saved: number;
  readonly notScored: number;
}

/** A few plain sentences: how often ranges held, and what the forecasts are worth. */
export function accuracySummary(
  record: TrackRecord | null,
  odds: OddsRecord | null,
  facts: RecordFacts,
): string {
  if (record === null) return noRecord(facts);
  const { campaigns, coverage, verdict, skill, observations } = record;
  const [, { share, low, high }] = coverage;
  const what = observations === 1 ? '1 number' : `${observations.toLocaleString('en-US')} numbers`;
  const of = campaigns === 1 ? '1 campaign' : `${campaigns.toLocaleString('en-US')} campaigns`;
  const sentences = [
    `Of ${what} forecast for ${of}, ${readableShare(share)} came out inside the range of 8 chances in 10 (between ${readableShare(low)} and ${readableShare(high)} in the long run, with 95% confidence): ${VERDICTS[verdict]}.`,
  ];
  if (skill !== null && campaigns >= ENOUGH_CAMPAIGNS) {
    sentences.push(
      skill >= 0
        ? `The forecasts’ error is ${readableShare(skill)} smaller than that of multiplying the preset’s medians out.`
        : `The forecasts’ error is ${readableShare(-skill)} larger than that of multiplying the preset’s medians out.`,
    );
  }
  if (odds !== null && odds.campaigns >= ENOUGH_CAMPAIGNS) sentences.push(oddsSentence(odds));
  if (facts.isWhole) {
    sentences.push(
      'Unique reach is among the numbers only where a single placement was planned: nobody sees which people two placements share.',
    );
  }
  return sentences.join(' ');
}

function noRecord({ saved, notScored }: RecordFacts): string {
  if (saved === 0) {
    return 'No forecast could be held against results yet. Save forecasts for campaigns with `saveForecast`, and record what came.';
  }
  return notScored === 0
    ? `Of ${forecasts(saved)} none told a number of this that results tell too.`
    : `Nothing of this could be held against results yet: ${readableCount(notScored)} of ${forecasts(saved)} ${notScored === 1 ? 'is' : 'are'} not scored, and \`notScored\` says why.`;
}

const forecasts = (count: number): string =>
  `${readableCount(count)} saved forecast${count === 1 ? '' : 's'}`;

function oddsSentence({ count, brier, baseRateBrier }: OddsRecord): string {
  const targets = `${readableCount(count)} target${count === 1 ? '' : 's'}`;
  // All of them were met, or none was.
  if (baseRateBrier === 0) {
    return `The odds of ${targets}, which all came out alike, have a Brier score of ${brier.toFixed(2)} (0 is perfect, 0.25 a coin).`;
  }
  const better = brier < baseRateBrier ? 'better' : 'no better';
  return `The odds of ${targets} were ${better} than knowing how often targets are met (Brier score ${brier.toFixed(2)} against ${baseRateBrier.toFixed(2)}).`;
}
