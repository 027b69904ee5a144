import type { Identity } from '../random.js';
import type { Line } from '../scenario.js';
import { lineIdentity, moneyOf, type PlanContext, wantedShareOf } from './context.js';

export interface DisplayPlan {
  readonly index: number;
  readonly key: string;
  readonly identity: Identity;
  readonly moneyMinor: number;
  readonly wantedShare: number;
}

export function planDisplay(context: PlanContext, line: Line, index: number): DisplayPlan {
  return {
    index,
    key: line.key,
    identity: lineIdentity(context, line),
    moneyMinor: moneyOf(context.scenario, line),
    wantedShare: wantedShareOf(context, 'DISPLAY'),
  };
}
