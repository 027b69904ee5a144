import type { Negativity, Preset } from '../assumptions/assumptions.js';
import { PARAMETERS } from '../assumptions/presets.js';
import { resolveAssumptions } from '../assumptions/resolve.js';
import { bindParameters } from '../bind-parameters.js';
import type { Parameters } from '../parameters.js';
import { type Learned, Learning } from './learned.js';
import { fitMixedModel } from './mixed-model.js';
import { type Account, observe } from './observations.js';
import type { RecordedPlacement } from './recorded.js';

/** Assumptions as they are before results are learned from. */
export interface Prior {
  readonly preset: Preset;
  readonly negativity: Negativity | null;
  readonly overrides: Readonly<Record<string, number>>;
}

/** Amounts take no part. */
const CURRENCY = 'USD';

/**
 * Fits levels, slopes and spreads to recorded results by hierarchical shrinkage to the prior.
 *
 * @returns the values that change, and how sure the fit is; nothing changes without results
 * @throws ScenarioError for overrides that are no parameters
 * @see simulations/README.md, "Learning from results"
 */
export function calibrate(prior: Prior, placements: readonly RecordedPlacement[]): Learned {
  const assumptions = resolveAssumptions(prior);
  const { values } = assumptions;
  const p = bindParameters(assumptions, CURRENCY);
  const weights = {
    unseenSd: values['learning.unseenSd'],
    overReachSd: values['learning.overReachSd'],
    spreadWeight: values['learning.spreadWeight'],
    spreadSlopeSd: values['learning.spreadSlopeSd'],
    leastMaturity: values['learning.leastMaturity'],
    formatShare: values['learning.formatShare'],
  };
  const campaigns = new Map(
    [...new Set(placements.flatMap(({ campaign }) => campaign ?? []))]
      .sort()
      .map((id, i) => [id, i]),
  );
  const accounts = observe(
    placements,
    p,
    { leastMaturity: weights.leastMaturity, adLoad: values['scenario.adLoad'] },
    campaigns,
  );
  const used = usedBy(accounts);
  if (accounts.length === 0) return { values: {}, parameters: [], levels: [], used };
  const posterior = fitMixedModel(accounts, campaigns.size, p, weights);
  const parameters = PARAMETERS(prior.preset, prior.negativity);
  const learning = new Learning(posterior, accounts, parameters, values, p, weights);
  const learned = learning.learn(viewsBeyondCap(placements, p));
  return { ...learned, used };
}

function usedBy(accounts: readonly Account[]): Learned['used'] {
  const placements = new Set(
    accounts.flatMap(({ observations }) => observations.map(({ placement }) => placement)),
  );
  const named = (of: (placement: RecordedPlacement) => string | null) => [
    ...new Set([...placements].flatMap((placement) => of(placement) ?? [])),
  ];
  return {
    placements: placements.size,
    creators: named(({ creator }) => creator).length,
    campaigns: named(({ campaign }) => campaign).sort(),
  };
}

/**
 * The most views per follower of placements beyond the cap; null unless more than one account has
 * them: one may be a slip of the keyboard.
 */
function viewsBeyondCap(placements: readonly RecordedPlacement[], p: Parameters): number | null {
  const most = new Map<string, number>();
  for (const { creator, row, followers, impressions, reach } of placements) {
    const views = impressions ?? (reach ?? 0) * p.rows[row].viewsPerPerson;
    const perFollower = views / Math.max(followers, 1);
    if (perFollower > p.viewsCap) most.set(creator, Math.max(most.get(creator) ?? 0, perFollower));
  }
  return most.size > 1 ? [...most.values()].reduce((a, b) => Math.max(a, b)) : null;
}
