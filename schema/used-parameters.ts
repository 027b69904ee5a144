import { PARAMETERS, type Platform, type Role, type Row } from '../simulations/index.js';
import type { UsedParameter } from './parameter.js';
import type { ResolvedScenario } from './scenario.js';

export const PLATFORM_OF: Readonly<Record<Row, Platform>> = {
  INSTAGRAM_POST: 'INSTAGRAM',
  INSTAGRAM_STORY: 'INSTAGRAM',
  TIKTOK_VIDEO: 'TIKTOK',
  YOUTUBE_VIDEO: 'YOUTUBE',
  YOUTUBE_INTEGRATION: 'YOUTUBE',
  SHARER_ACTION: 'SHARER',
  DISPLAY_AD: 'DISPLAY',
};
const ROLES: readonly Role[] = ['ANCHOR', 'CREATOR', 'SHARER'];
const VOCABULARY = new Set<string>([
  ...Object.keys(PLATFORM_OF),
  ...Object.values(PLATFORM_OF),
  ...ROLES,
]);

/** What display advertising rests on; everything else is about people who post. */
const DISPLAY_STEPS = ['scenario', 'level', 'display', 'conversion', 'value'];

/**
 * The parameters that a scenario rests on: names carry the row, platform or role that they are
 * about, and only what the plan buys is kept.
 */
export function usedParameters({
  scenario,
  overridden,
  learned,
}: ResolvedScenario): UsedParameter[] {
  const { preset, negativity, values } = scenario.assumptions;
  const people = scenario.lines.filter(({ row }) => row !== 'DISPLAY_AD');
  const bought = new Set<string>(people.flatMap(({ row, role }) => [row, PLATFORM_OF[row], role]));
  const uses: Readonly<Record<string, boolean>> = {
    display: people.length < scenario.lines.length,
    coupon: scenario.lines.some(({ promoCode }) => promoCode),
    brandContent: scenario.brandContent,
    'authenticity.vetted': people.some(({ vetted }) => vetted),
    // They shape what is learned from results, not a forecast.
    learning: false,
  };
  return PARAMETERS(preset, negativity)
    .filter(({ name }) => {
      // A forecast that was saved knows nothing of what the model has learned since.
      if (!Object.hasOwn(values, name)) return false;
      const [step, ...rest] = name.split('.');
      const feature = [step, `${step}.${rest[0]}`].find((key) => Object.hasOwn(uses, key));
      if (feature !== undefined) return uses[feature];
      if (people.length === 0) return DISPLAY_STEPS.includes(step);
      return rest.every((part) => !VOCABULARY.has(part) || bought.has(part));
    })
    .map((parameter) => ({
      ...parameter,
      value: values[parameter.name],
      overridden: overridden.has(parameter.name),
      learned: learned.get(parameter.name) ?? null,
    }));
}
