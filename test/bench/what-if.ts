import { METRICS } from '../../simulations/index.js';

/** The tiers of the default scheme. */
const TIERS = ['celebrity', 'star-video', 'micro-video', 'micro-post', 'sharer'];

/** A question that a planner asks while turning a knob. */
export interface WhatIf {
  readonly placements: number;
  readonly draws: number;
  /** What is read of every tier. */
  readonly metrics: readonly string[];
  /** People who could be reached: another number is another question in every line. */
  readonly universe: number;
  /** What one of the lines pays per placement: another number changes this line alone. */
  readonly fee: number;
}

export const THREE_FIELDS = ['reach', 'engagements', 'negativeEngagementRatio'];

/** As the API spells the metrics: REACH_3_PLUS is reach3Plus. */
export const ALL_FIELDS = Object.keys(METRICS).map((metric) =>
  metric.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
);

export function whatIf({ placements, draws, metrics, universe, fee }: WhatIf): string {
  const mix = TIERS.map((tier, i) => {
    const price = i === 3 ? `, fee: { amount: "${fee}", currency: USD }` : '';
    return `{ tier: "${tier}", count: ${placements / TIERS.length}${price} }`;
  });
  return `{
    forecast(
      scenario: { universe: ${universe}, mix: [${mix.join(', ')}] }
      precision: { draws: ${draws} }
    ) {
      precision { milliseconds }
      tiers { key ${metrics.map((metric) => `${metric} { p10 p50 p90 }`).join(' ')} }
    }
  }`;
}

/** A big question about few placements: five posts, in as many worlds as asked for. */
export function bigJob(draws: number, seed: string): string {
  return `{
    forecast(
      scenario: { mix: [{ tier: "micro-post", count: 5 }] }
      precision: { draws: ${draws} }
      seed: "${seed}"
    ) { total { reach { p50 } engagements { p50 } } }
  }`;
}
