import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PRESET,
  isOutdated,
  PARAMETERS,
  PRESETS,
  resolveAssumptions,
  type Negativity,
  type Preset,
} from '../../../simulations/index.js';

const KEYS = PRESETS.map(({ key }) => key);
const BELIEFS = [null, 'claim', 'null'] as const satisfies readonly (Negativity | null)[];

const valuesOf = (preset: Preset, negativity: Negativity | null = null) =>
  resolveAssumptions({ preset, negativity, overrides: {} }).values;

const changed = (
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
) => Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name] !== value));

describe.each(KEYS.flatMap((preset) => BELIEFS.map((negativity) => ({ preset, negativity }))))(
  'the parameters of preset $preset with negativity belief $negativity',
  ({ preset, negativity }) => {
    const parameters = PARAMETERS(preset, negativity);

    it('have names of their own, dotted and without spaces', () => {
      const names = parameters.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[a-zA-Z]+(\.[a-zA-Z0-9_]+)+$/);
    });

    it('lie inside their own ranges', () => {
      for (const { name, value, min, max } of parameters) {
        expect(value >= min && value <= max, `${name}: ${value} in ${min}–${max}`).toBe(true);
      }
    });

    it('each say what they mean, in which unit, on whose word and of when', () => {
      for (const { name, description, unit, distribution, source, date } of parameters) {
        expect(description, name).toMatch(/^[A-Z].*\.$/);
        expect(description, name).not.toContain('%:');
        expect(unit.length, name).toBeGreaterThan(0);
        expect(distribution.length, name).toBeGreaterThan(0);
        expect(source.length, name).toBeGreaterThan(10);
        expect(source, name).not.toMatch(/\.(csv|md)\b/);
        expect(date, name).toMatch(/^\d{4}(-\d{2}(-\d{2})?)?$/);
      }
    });

    it('call nothing evidence that is an assumption', () => {
      for (const { name, evidence, source } of parameters) {
        if (source.startsWith('Assumption')) expect(evidence, name).not.toBe('E');
      }
    });
  },
);

describe('presets', () => {
  it('of all years have the same parameters', () => {
    const names = KEYS.map((preset) => PARAMETERS(preset, null).map(({ name }) => name));
    for (const other of names) expect(other).toEqual(names[0]);
  });

  it('2020 changes the reach of Instagram posts and of sharers, and nothing else', () => {
    expect(changed(valuesOf('2017'), valuesOf('2020'))).toEqual({
      'reach.rate.INSTAGRAM_POST': 0.15,
      'reach.rate.SHARER_ACTION': 0.25,
    });
  });

  it('2025 changes the reach of Instagram posts, stories and of sharers, and nothing else', () => {
    expect(changed(valuesOf('2017'), valuesOf('2025'))).toEqual({
      'reach.rate.INSTAGRAM_POST': 0.06,
      'reach.rate.INSTAGRAM_STORY': 0.02,
      'reach.rate.SHARER_ACTION': 0.12,
    });
  });

  it('say of every value they take over that 2017 said it first', () => {
    for (const { name, inheritedFrom } of PARAMETERS('2017', null)) {
      expect(inheritedFrom, name).toBeNull();
    }
    const own = PARAMETERS('2025', null).filter(({ inheritedFrom }) => inheritedFrom === null);
    expect(own.map(({ name }) => name)).toEqual([
      'reach.rate.INSTAGRAM_POST',
      'reach.rate.INSTAGRAM_STORY',
      'reach.rate.SHARER_ACTION',
    ]);
  });

  it('default to the newest', () => {
    const newest = Math.max(...PRESETS.map(({ year }) => year));
    expect(PRESETS.find(({ key }) => key === DEFAULT_PRESET)?.year).toBe(newest);
  });

  it('are outdated when more than three years old', () => {
    expect(isOutdated('2020', 2023)).toBe(false);
    expect(isOutdated('2020', 2024)).toBe(true);
    expect(isOutdated('2025', 2024)).toBe(false);
  });
});

describe('negativity beliefs', () => {
  it('claim replaces the slopes of negativity and nothing else, without uncertainty', () => {
    expect(changed(valuesOf('2025'), valuesOf('2025', 'claim'))).toEqual({
      'negativity.slope': 0.5,
      'negativity.slopeSd': 0,
      'negativity.sponsoredSlope': 0,
      'negativity.sponsoredSlopeSd': 0,
    });
  });

  it('null takes the slopes of negativity away and nothing else', () => {
    expect(changed(valuesOf('2017'), valuesOf('2017', 'null'))).toEqual({
      'negativity.slope': 0,
      'negativity.slopeSd': 0,
      'negativity.sponsoredSlope': 0,
      'negativity.sponsoredSlopeSd': 0,
    });
  });

  it('are not inherited: the planner chose them', () => {
    const slope = PARAMETERS('2025', 'claim').find(({ name }) => name === 'negativity.slope');
    expect(slope).toMatchObject({ inheritedFrom: null, evidence: 'F', date: '2017' });
  });
});

describe('the table', () => {
  const values = valuesOf('2017');

  it('has TikTok post noise of mean .1345 and sd .90', () => {
    const of = (name: string) => values[`reach.postMixture.TIKTOK_VIDEO.${name}`];
    const centre = of('usual.weight') * of('usual.mean') + of('viral.weight') * of('viral.mean');
    const square =
      of('usual.weight') * (of('usual.mean') ** 2 + of('usual.sd') ** 2) +
      of('viral.weight') * (of('viral.mean') ** 2 + of('viral.sd') ** 2);
    expect(centre).toBeCloseTo(0.1345, 6);
    expect(Math.sqrt(square - centre ** 2)).toBeCloseTo(0.9, 2);
  });

  it('has authenticity of mean .60 unvetted and .72 vetted, 1.20 times as much', () => {
    const of = (kind: string) => {
      const alpha = values[`authenticity.${kind}.alpha`];
      return alpha / (alpha + values[`authenticity.${kind}.beta`]);
    };
    expect(of('unvetted')).toBeCloseTo(0.6, 12);
    expect(of('vetted')).toBeCloseTo(0.72, 12);
    expect(of('vetted') / of('unvetted')).toBeCloseTo(1.2, 12);
  });

  it('trusts a sharer 1.24 times, a 1M star .87 and a 5M celebrity .77 times a 100K creator', () => {
    const trust = (followers: number) => {
      const x = Math.log10(followers / 1e5);
      const logit =
        values['trust.intercept'] -
        values['trust.slope'] * x -
        values['trust.sponsored'] * (1 + values['trust.sponsoredSlope'] * x);
      return 1 / (1 + Math.exp(-logit));
    };
    expect(trust(1200) / trust(1e5)).toBeCloseTo(1.24, 2);
    expect(trust(1e6) / trust(1e5)).toBeCloseTo(0.87, 2);
    expect(trust(5e6) / trust(1e5)).toBeCloseTo(0.77, 2);
  });

  it('has a negative share of 3.4% at 100,000 followers', () => {
    expect(1 / (1 + Math.exp(-values['negativity.intercept']))).toBeCloseTo(0.034, 3);
  });

  it('buys half a percent of engagement per follower on Instagram in 2025', () => {
    const later = valuesOf('2025');
    expect(
      later['reach.rate.INSTAGRAM_POST'] * later['engagement.rate.INSTAGRAM_POST'],
    ).toBeCloseTo(0.005, 3);
  });
});
