import type { Parameters } from '../parameters.js';
import type { Platform } from '../scenario.js';
import { addCommon, type CommonName, type LinearForm, linearForm } from './linear-form.js';

/** θ of a level on a platform, as in `Shocks`. */
export function levelOf(
  { levelSd, levelRemaining, sharedVariance }: Parameters,
  level: keyof Parameters['levelSd'],
  platform: Platform,
  effects: number,
): LinearForm {
  const form = linearForm(0, effects);
  const remaining = level === 'ctr' || level === 'cvr' ? 1 : levelRemaining[level][platform];
  const sd = levelSd[level] * remaining;
  addCommon(form, `level.${level}`, sd * Math.sqrt(sharedVariance));
  addCommon(form, `level.${level}.${platform}`, sd * Math.sqrt(1 - sharedVariance));
  return form;
}

/** c_R, c_E and c_N, as in `Shocks`. */
export function campaignShock(
  { campaignSd: sd, campaignCorrelation: rho }: Parameters,
  of: 'reach' | 'engagement' | 'negativity',
  effects: number,
): LinearForm {
  const form = linearForm(0, effects);
  const add = (name: 'reach' | 'engagement' | 'negativity', weight: number) => {
    addCommon(form, `campaign.${name}.sd`, sd[of] * weight);
  };
  if (of === 'reach') {
    add('reach', 1);
    return form;
  }
  const e2 = Math.sqrt(1 - rho.reachEngagement * rho.reachEngagement);
  if (of === 'engagement') {
    add('reach', rho.reachEngagement);
    add('engagement', e2);
    return form;
  }
  const n2 = (rho.engagementNegativity - rho.reachNegativity * rho.reachEngagement) / e2;
  add('reach', rho.reachNegativity);
  add('engagement', n2);
  add(
    'negativity',
    Math.sqrt(Math.max(0, 1 - rho.reachNegativity * rho.reachNegativity - n2 * n2)),
  );
  return form;
}

/** The shock of a platform's day of the flight. */
export function dayName(platform: Platform, day: number): CommonName {
  return `day ${platform} ${day}`;
}

/** Platform and day, of a name that stands for a day. */
export function dayOf(name: CommonName): { platform: Platform; day: number } | null {
  const found = /^day (\w+) (-?\d+)$/.exec(name);
  return found && { platform: found[1] as Platform, day: Number(found[2]) };
}
