import seedrandom from 'seedrandom';
import {
  PARAMETERS,
  type Prior,
  type RecordedPlacement,
  resolveAssumptions,
} from '../../simulations/index.js';
import { mixtureOf } from '../../simulations/mixture.js';

export const PRIOR: Prior = { preset: '2025', negativity: null, overrides: {} };

const PRESET = new Map(PARAMETERS('2025', null).map(({ name, value }) => [name, value]));

export const preset = (name: string): number => PRESET.get(name) ?? NaN;

/** How the people who are drawn differ from the preset. */
export interface Truth {
  /** Of ln reach, ln engagement rate and the logit of the negative share. */
  readonly reach?: number;
  readonly engagement?: number;
  readonly negativity?: number;
  readonly reachSlope?: number;
  /** What unusual reach of the account, and of a post beyond the preset, takes from the rate. */
  readonly overAccount?: number;
  readonly overPost?: number;
  /** Factor on both spreads of reach. */
  readonly spread?: number;
  /** How ln of the spreads between accounts changes per unit of ln followers. */
  readonly reachSdSlope?: number;
  readonly engagementSdSlope?: number;
  /** The same of the spread of reach between posts of one account. */
  readonly postSdSlope?: number;
  readonly row?: RecordedPlacement['row'];
  readonly lnFollowers?: readonly [median: number, sd: number];
  /** Ln shock of every campaign. */
  readonly campaignSd?: number;
}

/** Accounts that follow the model's own laws, with settled results. */
export function drawPlacements(
  seed: string,
  { creators, posts, campaigns = 0 }: { creators: number; posts: number; campaigns?: number },
  truth: Truth = {},
): RecordedPlacement[] {
  const uniform = seedrandom.alea(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const row = truth.row ?? 'INSTAGRAM_POST';
  const { values } = resolveAssumptions(PRIOR);
  const spread = truth.spread ?? 1;
  const [median, sd] = truth.lnFollowers ?? [Math.log(1e5), 0.7];
  const shocks = Array.from({ length: campaigns }, () => (truth.campaignSd ?? 0) * normal());
  const mixture = row === 'TIKTOK_VIDEO' ? mixtureOf((name) => values[name]) : null;
  const postNoise = () => {
    if (mixture === null) return values[`reach.postSd.${row}`] * normal();
    const isUsual = uniform() < mixture.weight;
    const { usualMean, usualSd, viralMean, viralSd } = mixture;
    return isUsual ? usualMean + usualSd * normal() : viralMean + viralSd * normal();
  };
  const placements: RecordedPlacement[] = [];
  for (let i = 0; i < creators; i++) {
    const lnFollowers = median + sd * normal();
    const size = lnFollowers - Math.log(1e5);
    const wider = (slope = 0) => Math.exp(slope * size);
    const u = spread * wider(truth.reachSdSlope) * values[`reach.influencerSd.${row}`] * normal();
    const w = wider(truth.engagementSdSlope) * values[`engagement.influencerSd.${row}`] * normal();
    const r = Math.hypot(values['negativity.influencerSd'], values['negativity.fit']) * normal();
    for (let j = 0; j < posts; j++) {
      const campaign = campaigns === 0 ? null : (i + j) % campaigns;
      const v = spread * wider(truth.postSdSlope) * postNoise();
      const lnReach =
        lnFollowers +
        Math.log(values[`reach.rate.${row}`]) +
        (values[`reach.slope.${row}`] + (truth.reachSlope ?? 0)) * size +
        (truth.reach ?? 0) +
        (campaign === null ? 0 : shocks[campaign]) +
        u +
        v +
        values[`day.sd.${row.split('_')[0]}`] * normal();
      const slope = values[`engagement.slope${size < 0 ? 'Below' : 'Above'}.${row}`];
      const lnRate =
        Math.log(values[`engagement.rate.${row}`]) +
        slope * size +
        (truth.engagement ?? 0) +
        w +
        values[`engagement.postSd.${row}`] * normal() -
        (truth.overAccount ?? 0) * u -
        (values['engagement.overReach'] + (truth.overPost ?? 0)) * v;
      const logit =
        values['negativity.intercept'] +
        (values['negativity.slope'] * size) / Math.LN10 +
        (truth.negativity ?? 0) +
        (values['negativity.overReach'] * v) / Math.LN10 +
        r +
        values['negativity.postSd'] * normal();
      const reach = Math.round(Math.exp(lnReach));
      const engagements = poisson(reach * Math.exp(lnRate), uniform, normal);
      const valenced = Math.min(engagements, 40);
      const share = 1 / (1 + Math.exp(-logit));
      let negative = 0;
      for (let k = 0; k < valenced; k++) if (uniform() < share) negative++;
      placements.push({
        creator: `${seed} ${String(i).padStart(6, '0')}`,
        campaign: campaign === null ? null : `${seed} campaign ${campaign}`,
        row,
        followers: Math.round(Math.exp(lnFollowers)),
        ...{ authenticity: null, vetted: false, sponsored: false },
        ...{ baseAgeDays: Infinity, engagementsAgeDays: Infinity },
        ...{ reach: mixture === null ? reach : null, impressions: mixture === null ? null : reach },
        ...{ engagements, valenced, negative },
      });
    }
  }
  return placements;
}

/** Exact below a mean of 30, where it matters; normal above. */
function poisson(mean: number, uniform: () => number, normal: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > end; product *= uniform()) count++;
  return count;
}
