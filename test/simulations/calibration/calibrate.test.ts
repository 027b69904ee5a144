import { describe, expect, it } from 'vitest';
import {
  calibrate,
  type Learned,
  type RecordedPlacement,
  resolveAssumptions,
} from '../../../simulations/index.js';
import { drawPlacements, preset, PRIOR } from '../../support/calibration.js';

const ROW = 'INSTAGRAM_POST';
/** Two-sided, one false alarm in a million: the seeds are fixed, so that the verdict is too. */
const Z = 4.892;

const after = ({ values }: Learned, name: string): number => values[name] ?? preset(name);
const parameterOf = ({ parameters }: Learned, name: string) =>
  parameters.find((parameter) => parameter.name === name)!;
const levelOf = ({ levels }: Learned, step: string) => levels.find((level) => level.step === step)!;

describe('learning from results', () => {
  it('without any changes nothing', () => {
    expect(calibrate(PRIOR, [])).toEqual({
      values: {},
      parameters: [],
      levels: [],
      used: { placements: 0, creators: 0, campaigns: [] },
    });
  });

  it('from results that say nothing changes nothing', () => {
    const silent = drawPlacements('silent', { creators: 5, posts: 1 }).map((placement) => ({
      ...placement,
      ...{ reach: null, engagements: null, valenced: null, negative: null },
    }));
    expect(calibrate(PRIOR, silent).values).toEqual({});
    const young = drawPlacements('young', { creators: 5, posts: 1 }).map((placement) => ({
      ...placement,
      ...{ baseAgeDays: 0.1, engagementsAgeDays: 0.1 },
    }));
    expect(calibrate(PRIOR, young).values).toEqual({});
  });

  it('gives overrides that the model takes', () => {
    const { values } = calibrate(PRIOR, drawPlacements('taken', { creators: 40, posts: 2 }));
    const { values: all } = resolveAssumptions({ ...PRIOR, overrides: values });
    expect(all).toMatchObject(values);
  });

  it('is the same whatever the order of placements', () => {
    const placements = drawPlacements('order', { creators: 30, posts: 1, campaigns: 3 });
    const learned = calibrate(PRIOR, placements);
    expect(calibrate(PRIOR, placements.toReversed())).toEqual(learned);
  });
});

describe('with many results the truth is found', () => {
  const CREATORS = 1200;
  const POSTS = 4;
  const truth = { reach: 0.4, engagement: -0.3, negativity: 0.5, reachSlope: 0.03 };
  const learned = calibrate(
    PRIOR,
    drawPlacements('truth', { creators: CREATORS, posts: POSTS }, truth),
  );
  /** Of a mean over accounts whose effects and posts have these spreads. */
  const standardError = (ofAccount: number, ofPost: number) =>
    Math.hypot(ofAccount, ofPost / Math.sqrt(POSTS)) / Math.sqrt(CREATORS);

  it('in levels', () => {
    const found = (step: string) => {
      const { before, after: now } = levelOf(learned, step);
      return step === 'negativity'
        ? Math.log(now / (1 - now)) - Math.log(before / (1 - before))
        : Math.log(now / before);
    };
    expect(Math.abs(found('reach') - truth.reach)).toBeLessThan(Z * standardError(0.4, 0.36));
    expect(Math.abs(found('engagement') - truth.engagement)).toBeLessThan(
      Z * standardError(0.62, 0.2),
    );
    // 40 reactions of which 5% are negative: √(1 ÷ (40 · .05)) = .71 logits of counting beside q.
    expect(Math.abs(found('negativity') - truth.negativity)).toBeLessThan(
      Z * standardError(0.81, Math.hypot(0.65, 0.71)),
    );
  });

  it('in the slope', () => {
    // Standard error over sizes with an sd of .7; the prior's sd .03 draws it in by less than that.
    const found = after(learned, `reach.slope.${ROW}`) - preset(`reach.slope.${ROW}`);
    expect(Math.abs(found - truth.reachSlope)).toBeLessThan((Z * standardError(0.4, 0.36)) / 0.7);
  });

  it.each([
    // An sd from n effects has a relative error of √(1 ÷ 2n); Huber's weights cost a tenth.
    [`reach.influencerSd.${ROW}`, CREATORS],
    [`reach.postSd.${ROW}`, CREATORS * (POSTS - 1)],
    [`engagement.influencerSd.${ROW}`, CREATORS],
    [`engagement.postSd.${ROW}`, CREATORS * (POSTS - 1)],
  ])('in %s', (name, effects) => {
    const tolerance = (1.1 * Z) / Math.sqrt(2 * effects);
    expect(Math.abs(after(learned, name) / preset(name) - 1)).toBeLessThan(tolerance);
  });

  it('in what unusual reach takes from the rate, by accounts and by posts', () => {
    const [creators, posts, spread] = [800, 3, 2];
    const over = { overAccount: 0.3, overPost: -0.15 };
    const found = calibrate(
      PRIOR,
      drawPlacements(
        'over',
        { creators, posts },
        { ...over, spread, reach: 0.5, reachSlope: 0.03 },
      ),
    );
    // Of a regression on reach, whose sds are .4 and .35 before they are doubled.
    const ofAccounts = Math.hypot(0.62, 0.2 / Math.sqrt(posts)) / (spread * 0.4);
    const ofPosts = 0.2 / (spread * 0.35);
    const account = after(found, `engagement.overAccount.${ROW}`);
    expect(Math.abs(account - over.overAccount)).toBeLessThan(
      (Z * ofAccounts) / Math.sqrt(creators),
    );
    const post = after(found, `engagement.overPost.${ROW}`);
    expect(Math.abs(post - over.overPost)).toBeLessThan(
      (Z * ofPosts) / Math.sqrt(creators * (posts - 1)),
    );
    // Levels are of usual reach: what moves reach moves no rate.
    const { before, after: now } = levelOf(found, 'engagement');
    expect(Math.abs(Math.log(now / before))).toBeLessThan((Z * 0.63) / Math.sqrt(creators));
    expect(parameterOf(found, `engagement.overAccount.${ROW}`).data!.estimate).toBeCloseTo(
      over.overAccount,
      1,
    );
  });

  describe('in how spreads between accounts change with their size', () => {
    const [creators, posts, ofSizes] = [1500, 4, 2];
    const truth = { reachSdSlope: -0.12, engagementSdSlope: 0.08 };
    const lnFollowers = [Math.log(1e5), ofSizes] as const;
    const found = calibrate(
      PRIOR,
      drawPlacements('sizes', { creators, posts }, { ...truth, lnFollowers, spread: 2 }),
    );
    /**
     * Of a slope of ln sd over sizes; the posts' noise and counting hide a part of the effects,
     * Huber's weights cost a tenth.
     */
    const tolerance = (seen: number) => (1.1 * Z) / Math.sqrt(2 * creators) / ofSizes / seen;

    it.each([
      // Of variances .64 between accounts and .49 between their 4 posts, .64 ÷ (.64 + .49 ÷ 4) is seen.
      ['reach', truth.reachSdSlope, 0.84],
      // Small accounts have a dozen engagements.
      ['engagement', truth.engagementSdSlope, 0.75],
    ])('of %s', (step, slope, seen) => {
      const name = `${step}.influencerSdSlope.${ROW}`;
      expect(Math.abs(after(found, name) - slope)).toBeLessThan(tolerance(seen));
      const { data, priorSd, weight, creators: counted } = parameterOf(found, name);
      expect(priorSd).toBe(0.1);
      expect(weight).toBeGreaterThan(0.9);
      expect(counted).toBe(creators);
      // The prior stands at 0 and draws towards it.
      expect(Math.abs(data!.estimate)).toBeGreaterThan(Math.abs(after(found, name)));
      expect(Math.abs(data!.estimate - slope)).toBeLessThan(tolerance(seen));
      expect(data!.standardError).toBeLessThan(tolerance(seen) / Z);
    });

    it('beside the spreads at 100,000 followers', () => {
      const sd = after(found, `reach.influencerSd.${ROW}`);
      expect(Math.abs(Math.log(sd / 2 / preset(`reach.influencerSd.${ROW}`)))).toBeLessThan(
        (1.1 * Z) / Math.sqrt(2 * creators) / 0.84,
      );
    });

    it('and finds no change where there is none', () => {
      const alike = calibrate(
        PRIOR,
        drawPlacements('alike', { creators, posts }, { lnFollowers, spread: 2 }),
      );
      for (const [step, seen] of [
        ['reach', 0.84],
        ['engagement', 0.75],
      ] as const) {
        const slope = after(alike, `${step}.influencerSdSlope.${ROW}`);
        expect(Math.abs(slope)).toBeLessThan(tolerance(seen));
      }
    });

    it('not at all where that is held to be known', () => {
      const prior = { ...PRIOR, overrides: { 'learning.spreadSlopeSd': 0 } };
      const sure = calibrate(
        prior,
        drawPlacements('sizes', { creators: 300, posts }, { ...truth, lnFollowers, spread: 2 }),
      );
      expect(after(sure, `reach.influencerSdSlope.${ROW}`)).toBe(0);
      expect(after(sure, `reach.influencerSd.${ROW}`)).toBeGreaterThan(
        preset(`reach.influencerSd.${ROW}`),
      );
    });

    it('not at all by accounts whose spread is as wide or narrow as it may be', () => {
      // At slopes about −.2 small ones differ 5% more than those of 100,000, large ones 5% less.
      const slope = `reach.influencerSdSlope.${ROW}`;
      const overrides = { 'accounts.mostSpread': 1.05, [slope]: -0.2 };
      const at = (followers: number, spread: number) =>
        drawPlacements(
          `${followers}`,
          { creators: 100, posts },
          { spread, lnFollowers: [Math.log(followers), 0] },
        );
      // Larger ones differ more, which says nothing of what the slope has no part in.
      const found = calibrate({ ...PRIOR, overrides }, [...at(25_000, 1), ...at(1e7, 2)]);
      expect(found.values[slope] ?? -0.2).toBeCloseTo(-0.2, 3);
    });

    it('as far as so few accounts can tell, and hardly by accounts of one size', () => {
      const drawn = drawPlacements('few', { creators: 10, posts }, { ...truth, lnFollowers });
      const few = calibrate(PRIOR, drawn);
      const sizes = [...new Set(drawn.map(({ followers }) => Math.log(followers)))];
      const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
      const apart = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0);
      const name = `reach.influencerSdSlope.${ROW}`;
      // An effect of which s is seen tells 2 s² · (size − mean)² of a slope of ln sd; the prior 1 ÷ .1².
      const information = 2 * 0.84 ** 2 * apart;
      const { data, weight } = parameterOf(few, name);
      expect(weight).toBeCloseTo(information / (information + 100), 1);
      expect(Math.abs(data!.estimate - truth.reachSdSlope)).toBeLessThan(
        (1.1 * Z) / Math.sqrt(information),
      );
      expect(after(few, name)).toBeCloseTo(weight * data!.estimate, 6);
      const oneSize = drawPlacements(
        'one',
        { creators: 300, posts },
        { lnFollowers: [Math.log(5e6), 0.02], spread: 2 },
      );
      const learnedOfOne = calibrate(PRIOR, oneSize);
      expect(Math.abs(after(learnedOfOne, name))).toBeLessThan(0.01);
    });
  });

  describe('in how the spread between posts changes with the size of their account', () => {
    const [creators, posts, ofSizes] = [400, 10, 2];
    const lnFollowers = [Math.log(1e6), ofSizes] as const;
    const learn = (row: RecordedPlacement['row'], postSdSlope: number) =>
      calibrate(
        PRIOR,
        drawPlacements('posts', { creators, posts }, { row, postSdSlope, lnFollowers }),
      );

    it.each([
      // Post variance .12 beside .01 of the day: .92 is seen.
      ['INSTAGRAM_POST', -0.1, 0.9],
      // Which of its two normals a post is of has to be guessed.
      ['TIKTOK_VIDEO', -0.06, 0.65],
      ['TIKTOK_VIDEO', 0.06, 0.65],
      ['TIKTOK_VIDEO', 0, 0.65],
    ] as const)('%s: %d', (row, slope, seen) => {
      const found = learn(row, slope);
      const tolerance = (1.1 * Z) / Math.sqrt(2 * creators * (posts - 1)) / ofSizes / seen;
      const name = `reach.postSdSlope.${row}`;
      expect(Math.abs(after(found, name) - slope)).toBeLessThan(tolerance);
      const { data, weight } = parameterOf(found, name);
      expect(weight).toBeGreaterThan(0.9);
      expect(Math.abs(data!.estimate - slope)).toBeLessThan(tolerance);
      // The accounts themselves differ alike.
      const ofAccounts = (1.1 * Z) / Math.sqrt(2 * creators) / ofSizes / 0.8;
      expect(Math.abs(after(found, `reach.influencerSdSlope.${row}`))).toBeLessThan(ofAccounts);
    });
  });

  it('and spreads that are twice as wide are seen to be', () => {
    const wide = calibrate(
      PRIOR,
      drawPlacements('wide', { creators: 400, posts: 3 }, { spread: 2 }),
    );
    // The prior weighs as much as 20 of 400 accounts, and 20 of 800 posts.
    for (const name of [`reach.influencerSd.${ROW}`, `reach.postSd.${ROW}`]) {
      expect(after(wide, name) / preset(name)).toBeGreaterThan(2 * (1 - Z / Math.sqrt(800)) * 0.96);
      expect(after(wide, name) / preset(name)).toBeLessThan(2 * (1 + Z / Math.sqrt(800)));
    }
  });

  it('and what is learned is certain, up to what other people and times may bring', () => {
    for (const step of ['reach', 'engagement', 'negativity']) {
      const { sdBefore, sdAfter, weight } = levelOf(learned, step);
      expect(weight).toBeGreaterThan(0.9);
      expect(sdAfter).toBeLessThan(sdBefore);
      expect(sdAfter).toBeGreaterThanOrEqual(0.15);
    }
    expect(after(learned, 'level.reach.remaining.INSTAGRAM')).toBeCloseTo(0.15 / 0.25, 1);
  });
});

describe('the prior', () => {
  const reach = 0.5;
  const found = (creators: number, campaigns?: number) =>
    calibrate(PRIOR, drawPlacements('prior', { creators, posts: 1, campaigns }, { reach }));

  it('holds against one placement', () => {
    const learned = found(1);
    // σu² + σv² = .28 of noise against a level of sd .25: the weight is .0625 ÷ (.0625 + .29) = .18.
    expect(levelOf(learned, 'reach').weight).toBeCloseTo(0.18, 1);
    const rate = after(learned, `reach.rate.${ROW}`) / preset(`reach.rate.${ROW}`);
    expect(Math.abs(Math.log(rate))).toBeLessThan(0.2);
    const sd = after(learned, `reach.influencerSd.${ROW}`) / preset(`reach.influencerSd.${ROW}`);
    expect(Math.abs(Math.log(sd))).toBeLessThan(0.1);
  });

  it('gives way the more there is', () => {
    const sizes = [2, 8, 32, 128];
    for (const name of [`reach.rate.${ROW}`, `reach.influencerSd.${ROW}`]) {
      const weights = sizes.map((n) => parameterOf(found(n), name).weight);
      expect(weights).toEqual(weights.toSorted((a, b) => a - b));
      expect(weights.at(-1)).toBeGreaterThan(2 * weights[0]);
    }
  });

  it('gives way less to one campaign than to many: it may just have been lucky', () => {
    const weight = (campaigns: number) => {
      const placements = drawPlacements('luck', { creators: 200, posts: 1, campaigns });
      return levelOf(calibrate(PRIOR, placements), 'reach').weight;
    };
    // c_R has sd .12, or .110 given what engagement says of the campaign (correlation .5): a level
    // of sd .25 that one campaign shows is known to .0625 ÷ (.0625 + .0122) = .84 at most.
    expect(weight(1)).toBeLessThan(0.84);
    expect(weight(10)).toBeGreaterThan(0.9);
  });

  it('moves what has no results of its own a little, and says that it has none', () => {
    const learned = found(300);
    const moved = (name: string) => Math.log(after(learned, name) / preset(name));
    const own = moved(`reach.rate.${ROW}`);
    const story = moved('reach.rate.INSTAGRAM_STORY');
    const tiktok = moved('reach.rate.TIKTOK_VIDEO');
    expect(own).toBeGreaterThan(story);
    expect(story).toBeGreaterThan(tiktok);
    expect(tiktok).toBeGreaterThan(0);
    expect(parameterOf(learned, 'reach.rate.TIKTOK_VIDEO')).toMatchObject({
      data: null,
      placements: 0,
    });
    expect(after(learned, 'level.reach.remaining.TIKTOK')).toBe(1);
  });

  it('that is far off gives way, and other platforms are not drawn along', () => {
    const learned = calibrate(
      PRIOR,
      drawPlacements('far', { creators: 100, posts: 2 }, { reach: 2 }),
    );
    const moved = (name: string) => Math.log(after(learned, name) / preset(name));
    expect(moved(`reach.rate.${ROW}`)).toBeGreaterThan(1.8);
    expect(moved('reach.rate.TIKTOK_VIDEO')).toBeLessThan(0.3);
  });
});

describe('results', () => {
  const reach = 0.3;
  const placements = drawPlacements('results', { creators: 200, posts: 2 }, { reach });
  const learned = calibrate(PRIOR, placements);

  it('of one absurd account change little', () => {
    const absurd = placements.map((placement, i) =>
      i < 2 ? { ...placement, reach: 1, engagements: 0 } : placement,
    );
    const rate = (of: Learned) => Math.log(after(of, `reach.rate.${ROW}`));
    const spread = (of: Learned) => Math.log(after(of, `reach.influencerSd.${ROW}`));
    const other = calibrate(PRIOR, absurd);
    // Undamped, an account 8 below the others of 200 moves the mean by .04 and the sd by a half.
    expect(Math.abs(rate(other) - rate(learned))).toBeLessThan(0.02);
    expect(Math.abs(spread(other) - spread(learned))).toBeLessThan(0.05);
  });

  it('of a young age count for what they will become', () => {
    // An Instagram post has (1 + (14 ÷ .59)^−1.55) ÷ (1 + (2 ÷ .59)^−1.55) = .876 after two days.
    const share = (1 + (14 / 0.59) ** -1.55) / (1 + (2 / 0.59) ** -1.55);
    const young = placements.map((placement) => ({
      ...placement,
      ...{ baseAgeDays: 2, engagementsAgeDays: 2 },
      reach: Math.round((placement.reach ?? 0) * share),
      engagements: Math.round((placement.engagements ?? 0) * share),
    }));
    const other = calibrate(PRIOR, young);
    for (const step of ['reach', 'engagement']) {
      const [a, b] = [levelOf(other, step).after, levelOf(learned, step).after];
      expect(Math.abs(Math.log(a / b))).toBeLessThan(0.02);
    }
  });

  it('of engagements alone teach the product of reach and rate', () => {
    const alone = placements.map((placement) => ({ ...placement, reach: null }));
    const other = calibrate(PRIOR, alone);
    const product = (of: Learned) =>
      Math.log(after(of, `reach.rate.${ROW}`) * after(of, `engagement.rate.${ROW}`));
    // Standard error of a mean over 200 accounts of sd √(.4² + .62²) = .74 is .052.
    expect(Math.abs(product(other) - product(learned))).toBeLessThan(Z * 0.052);
    expect(levelOf(other, 'reach')).toBeUndefined();
    expect(after(other, 'level.reach.remaining.INSTAGRAM')).toBeGreaterThan(
      after(learned, 'level.reach.remaining.INSTAGRAM'),
    );
    expect(after(other, 'level.engagement.remaining.INSTAGRAM')).toBeLessThan(0.5);
  });

  it('of small accounts make forecasts of small accounts certain, and of large ones not', () => {
    const small = drawPlacements(
      'small',
      { creators: 400, posts: 2 },
      { row: 'SHARER_ACTION', lnFollowers: [Math.log(1200), 0.3] },
    );
    const learnedOfSmall = calibrate(PRIOR, small);
    expect(after(learnedOfSmall, 'reach.pivot.SHARER_ACTION')).toBeGreaterThan(800);
    expect(after(learnedOfSmall, 'reach.pivot.SHARER_ACTION')).toBeLessThan(2000);
    expect(after(learnedOfSmall, 'reach.slopeSd.SHARER_ACTION')).toBeGreaterThan(
      0.5 * preset('reach.slopeSd.SHARER_ACTION'),
    );
    expect(levelOf(learnedOfSmall, 'reach').weight).toBeGreaterThan(0.95);
  });
});
