import { type DocumentNode, Kind, visit } from 'graphql';

/**
 * Names an operation: two with the same key have the same answer to every event. Where a stream
 * begins is none of that, so a variable that says nothing else is left out.
 *
 * @param variables - as they were given
 */
export function operationKey(
  query: string,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): string {
  const start = startVariable(document);
  const given = Object.entries(variables)
    .filter(([name]) => name !== start)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([query, operationName ?? null, given]);
}

/** The variable that is the argument `after` of the subscription, and is used nowhere else. */
function startVariable(document: DocumentNode): string | null {
  const uses = new Map<string, number>();
  const starts: string[] = [];
  visit(document, {
    VariableDefinition: () => false,
    Variable({ name }) {
      uses.set(name.value, (uses.get(name.value) ?? 0) + 1);
    },
    Field({ name, arguments: given = [] }) {
      if (name.value !== 'campaignResults') return;
      const value = given.find((argument) => argument.name.value === 'after')?.value;
      if (value?.kind === Kind.VARIABLE) starts.push(value.name.value);
    },
  });
  return starts.find((name) => uses.get(name) === 1) ?? null;
}
