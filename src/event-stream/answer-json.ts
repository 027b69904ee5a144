import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

/** What an error says to the server alone. */
const INTERNAL = new Set(['http', 'unexpected']);

/** An answer as a client gets it. */
export function answerJson({ errors, ...answer }: ExecutionResult): string {
  return JSON.stringify(errors ? { errors: errors.map(clientError), ...answer } : answer);
}

/** An error as a client gets it. */
export function clientError(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...rest } = error.toJSON();
  if (!extensions) return rest;
  const told = Object.entries(extensions).filter(([name]) => !INTERNAL.has(name));
  return { ...rest, extensions: Object.fromEntries(told) };
}
