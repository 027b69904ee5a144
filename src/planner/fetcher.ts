import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { getOperationAST, OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-sse';

const url = '/graphql';
const ask = createGraphiQLFetcher({ url, enableIncrementalDelivery: false });

/** Answers come as JSON; what is watched comes as a stream, and every next answer replaces the last. */
export const fetcher: Fetcher = (params, options) => {
  const { query, operationName } = params;
  const operation =
    options?.documentAST && getOperationAST(options.documentAST, operationName)?.operation;
  if (operation !== OperationTypeNode.SUBSCRIPTION) return ask(params, options);
  const variables = params.variables as Record<string, unknown> | undefined;
  const client = createClient({ url, headers: options?.headers, retryAttempts: 0 });
  return client.iterate({ query, variables, operationName: operationName ?? undefined });
};
