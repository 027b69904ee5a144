import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import { createGraphQLError, type Plugin } from 'graphql-yoga';
import type { GraphQLError } from 'graphql';

/** What one request may send. What it may ask for is the schema's own limit (schema/builder.ts). */
export interface RequestLimits {
  /** Bytes of the whole body; 1,000 rows of a bulk mutation take about 1 MB. */
  readonly bodyBytes: number;
  /** Characters of the document, without its variables. */
  readonly documentLength: number;
  readonly tokens: number;
  /** Brackets inside brackets, which the parser follows by calling itself. */
  readonly nesting: number;
  /** Fields inside fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
}

export const REQUEST_LIMITS: RequestLimits = Object.freeze({
  bodyBytes: 5_000_000,
  documentLength: 50_000,
  tokens: 4_000,
  nesting: 200,
  depth: 16,
  aliases: 60,
  directives: 50,
});

const tooComplex = (message: string) =>
  createGraphQLError(message, { extensions: { code: 'TOO_COMPLEX', http: { status: 400 } } });

/** How deep brackets stand in each other; those inside of texts count too. */
function nestingOf(query: string): number {
  let open = 0;
  let deepest = 0;
  for (const [bracket] of query.matchAll(/[[\](){}]/g)) {
    open += '[({'.includes(bracket) ? 1 : -1;
    deepest = Math.max(deepest, open);
  }
  return deepest;
}

/** Refuses documents past the limits with status 400, before anything of them is executed. */
export function useRequestLimits(limits: RequestLimits): Plugin[] {
  const onReject = [
    (_context: unknown, error: GraphQLError) => {
      error.extensions['code'] = 'TOO_COMPLEX';
      error.extensions['http'] = { status: 400 };
    },
  ];
  return [
    {
      // The parser's cache keeps documents whole, so the number of tokens alone does not bound it.
      onParams({ params: { query } }) {
        if (typeof query !== 'string') return;
        if (query.length > limits.documentLength) {
          throw tooComplex(
            `query must be at most ${limits.documentLength} characters, but got ${query.length}; pass values as variables`,
          );
        }
        const nesting = nestingOf(query);
        if (nesting > limits.nesting) {
          throw tooComplex(
            `query must be nested at most ${limits.nesting} brackets deep, but got ${nesting}`,
          );
        }
      },
    },
    EnvelopArmorPlugin({
      maxTokens: { n: limits.tokens, onReject },
      maxDepth: { n: limits.depth, onReject },
      // By default an alias of __typename is free, and a document of a million of them passes.
      maxAliases: { n: limits.aliases, allowList: [], onReject },
      maxDirectives: { n: limits.directives, onReject },
      costLimit: { enabled: false },
      blockFieldSuggestion: { enabled: false },
    }),
  ];
}
