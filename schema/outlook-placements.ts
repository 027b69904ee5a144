import type { ObjectRef } from '@pothos/core';
import { builder, type SchemaTypes } from './builder.js';
import { listComplexity } from './list.js';
import {
  type PlacementOutlook,
  PlacementOutlookEdge,
  RunsEnum,
  runsOf,
} from './outlook-placement.js';
import { pageInMemory, type Place } from './page-in-memory.js';

/** What an edge holds in memory. No type of the API: the edge shows it, and loads its placement. */
const InMemory = builder.objectRef<PlacementOutlook>('PlacementOutlook');

const PlacementOutlookConnection = builder.connectionObject(
  { type: InMemory, name: 'PlacementOutlookConnection' },
  PlacementOutlookEdge,
);

const PlacementOutlookFilter = builder.inputType('PlacementOutlookFilter', {
  description: 'Only placements to which all of this applies.',
  fields: (t) => ({
    runs: t.field({ type: [RunsEnum], description: 'That run in one of these ways.' }),
    seen: t.boolean({
      description:
        'True: of which something was counted. False: of which nothing was, those still to come among them.',
    }),
    overdue: t.boolean({
      description:
        'True: planned to be on the air by now, and not. False: all others, those on the air among them.',
    }),
  }),
});

type PlacementOutlookFilterShape = typeof PlacementOutlookFilter.$inferInput;

const placeOf = ({ placement: { id, plannedAt } }: PlacementOutlook): Place => ({
  id,
  at: plannedAt,
});

/** In the order of a list of outlooks: as they are planned, ties by age. */
export function byPlan(a: PlacementOutlook, b: PlacementOutlook): number {
  const [one, other] = [placeOf(a), placeOf(b)];
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1);
}

const passes =
  ({ runs, seen, overdue }: PlacementOutlookFilterShape) =>
  (one: PlacementOutlook): boolean =>
    (runs == null || runsOf(one).some((run) => runs.includes(run))) &&
    (seen == null || one.report.isSeen === seen) &&
    (overdue == null || one.isOverdue === overdue);

/** Adds the list of its placements, as they are planned, to a type that has them. */
export function addPlacementOutlooks<
  Parent extends { readonly placements: readonly PlacementOutlook[] },
>(
  ref: ObjectRef<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Parent>,
  description: string,
): void {
  builder.objectField(ref, 'placements', (t) =>
    t.connection(
      {
        type: InMemory,
        description,
        args: {
          filter: t.arg({ type: PlacementOutlookFilter, description: 'Which placements.' }),
        },
        complexity: listComplexity,
        resolve: ({ placements }: Parent, { filter, ...args }) =>
          pageInMemory(placements.filter(passes(filter ?? {})), placeOf, args),
      },
      PlacementOutlookConnection,
      PlacementOutlookEdge,
    ),
  );
}
