import { ENOUGH_CAMPAIGNS, type OddsRecord, type TrackRecord } from '../simulations/index.js';
import { readableShare } from './readable.js';

const VERDICTS: Readonly<Record<TrackRecord['verdict'], string>> = {
  AS_PROMISED: 'that is what was promised',
  TOO_NARROW: 'the ranges are too narrow: read them as wider than they say',
  TOO_WIDE: 'the ranges are wider than they need to be',
  TOO_EARLY: 'too few campaigns to tell',
};

/**
 * Two or three plain sentences: how often ranges held, and what the forecasts are worth.
 *
 * @param saved - forecasts, scored or not
 */
export function accuracySummary(
  record: TrackRecord | null,
  odds: OddsRecord | null,
  saved: number,
): string {
  if (record === null) {
    if (saved > 0) {
      return `Nothing of this could be held against results yet, of ${saved.toLocaleString('en-US')} saved forecast${saved === 1 ? '' : 's'}; \`notScored\` says why.`;
    }
    return 'No forecast could be held against results yet. Save forecasts for campaigns with `saveForecast`, and record what came.';
  }
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
  if (odds !== null && odds.campaigns >= ENOUGH_CAMPAIGNS) {
    const better = odds.brier < odds.baseRateBrier ? 'better' : 'no better';
    sentences.push(
      `The odds of ${odds.count.toLocaleString('en-US')} targets were ${better} than knowing how often targets are met (Brier score ${odds.brier.toFixed(2)} against ${odds.baseRateBrier.toFixed(2)}).`,
    );
  }
  return sentences.join(' ');
}
