import {
  ENOUGH_CAMPAIGNS,
  type OddsRecord,
  type ShareInterval,
  type TrackRecord,
} from '../simulations/index.js';
import { type RecordScope, scopeWords } from './accuracy-scope.js';
import { capitalised, readableCount, readableShare } from './readable.js';

const VERDICTS: Readonly<Record<TrackRecord['verdict'], string>> = {
  AS_PROMISED: 'that is what was promised, as far as so many campaigns can tell',
  TOO_NARROW: 'the ranges are too narrow: read them as wider than they say',
  TOO_WIDE: 'the ranges are wider than they need to be',
  TOO_EARLY: 'too few campaigns to tell',
};

interface RecordFacts {
  readonly scope: RecordScope;
  readonly ofAllMetrics: boolean;
  /** Forecasts, and how many of them were not scored. */
  readonly saved: number;
  readonly notScored: number;
  /** Whether forecasts of the demonstration were scored. */
  readonly usesDemoData: boolean;
}

/** A few plain sentences: of what it is, how often ranges held, and what the forecasts are worth. */
export function accuracySummary(
  record: TrackRecord | null,
  odds: OddsRecord | null,
  facts: RecordFacts,
): string {
  if (record === null) return noRecord(facts);
  const { scope } = facts;
  const { campaigns, coverage, verdict, skill, skillInterval, observations } = record;
  const [, { share, low, high }] = coverage;
  const what = observations === 1 ? '1 number' : `${observations.toLocaleString('en-US')} numbers`;
  const sentences = [
    `Of ${what} forecast for ${scopeWords(scope, readableCampaigns(campaigns))}, ${readableShare(share)} came out inside the range of 8 chances in 10 (between ${readableShare(low)} and ${readableShare(high)} in the long run, with 95% confidence): ${VERDICTS[verdict]}.`,
  ];
  if (facts.usesDemoData) {
    sentences.push('Results of the demonstration are among them, which are made up.');
  }
  if (skill !== null && skillInterval !== null && campaigns >= ENOUGH_CAMPAIGNS) {
    sentences.push(skillSentence(skill, skillInterval));
  }
  if (odds !== null && odds.campaigns >= ENOUGH_CAMPAIGNS) {
    sentences.push(oddsSentence(odds, scope));
  }
  const isWhole = scope.kind === 'ALL' || scope.kind === 'SAME_PLATFORMS';
  if (isWhole && facts.ofAllMetrics) {
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

const readableCampaigns = (count: number): string =>
  count === 1 ? '1 campaign' : `${count.toLocaleString('en-US')} campaigns`;

const BASELINE = 'that of multiplying the preset’s medians out';

/** Which is better is told only where chance alone would seldom say so. */
function skillSentence(skill: number, { low, high }: ShareInterval): string {
  const where = `between ${lessOrMore(low)} and ${lessOrMore(high)} in the long run, with 95% confidence`;
  if (low > 0 || high < 0) {
    return `The forecasts’ error is ${lessOrMore(skill)} than ${BASELINE} (${where}).`;
  }
  return `Whether the forecasts’ error is smaller than ${BASELINE} so many campaigns cannot tell: it was ${lessOrMore(skill)} (${where}).`;
}

const lessOrMore = (saved: number): string =>
  saved >= 0 ? `${readableShare(saved)} smaller` : `${readableShare(-saved)} larger`;

function oddsSentence(
  { campaigns, count, brier, baseRateBrier, gainInterval }: OddsRecord,
  scope: RecordScope,
): string {
  const of = readableCampaigns(campaigns);
  // Targets are for whole plans.
  const whole =
    scope.kind === 'PLATFORMS' ? scopeWords({ ...scope, kind: 'SAME_PLATFORMS' }, of) : of;
  const odds = `the odds of ${readableCount(count)} target${count === 1 ? '' : 's'} of ${whole}`;
  // All of them were met, or none was.
  if (baseRateBrier === 0) {
    return `${capitalised(odds)}, which all came out alike, have a Brier score of ${brier.toFixed(2)} (0 is perfect, 0.25 a coin).`;
  }
  const rival = 'than knowing how often targets are met';
  const against = `Brier score ${brier.toFixed(2)} against ${baseRateBrier.toFixed(2)}`;
  if (gainInterval === null) {
    return `Whether ${odds} were better ${rival} cannot be told yet (${against}).`;
  }
  const { low, high } = gainInterval;
  const where = `${against}; between ${lowerOrHigher(low)} and ${lowerOrHigher(high)} in the long run, with 95% confidence`;
  if (low > 0) return `${capitalised(odds)} were better ${rival} (${where}).`;
  if (high < 0) return `${capitalised(odds)} were worse ${rival} (${where}).`;
  return `Whether ${odds} were better ${rival} cannot be told yet (${where}).`;
}

const lowerOrHigher = (gain: number): string =>
  `${Math.abs(gain).toFixed(2)} ${gain >= 0 ? 'lower' : 'higher'}`;
