import { expect } from 'vitest';
import type { TestServer } from '../support/server.js';

export const dollars = (amount: string) => ({ amount, currency: 'USD' });

/** Runs mutations and reads queries; every mutation is asked for its typed errors too. */
export function apiOf(server: Pick<TestServer, 'query'>) {
  return {
    /** The payload, or `{ __typename, message, path, code }`. */
    async mutate(field: string, input: object, selection = '__typename'): Promise<any> {
      const type = `${field[0].toUpperCase()}${field.slice(1)}`;
      const { data, errors } = await server.query(
        `mutation ($input: ${type}Input!) {
          ${field}(input: $input) {
            __typename
            ... on MutationError { message path code }
            ... on ${type}Payload { ${selection} }
          }
        }`,
        { input },
      );
      expect(errors).toBeUndefined();
      return data[field];
    },
    async read(selection: string, variables: Readonly<Record<string, unknown>> = {}): Promise<any> {
      const declared = Object.entries(variables).map(([name, value]) =>
        Array.isArray(value) ? `$${name}: [ID!]!` : `$${name}: ID!`,
      );
      const head = declared.length === 0 ? '' : `query (${declared.join(', ')})`;
      const { data, errors } = await server.query(`${head} { ${selection} }`, variables);
      expect(errors).toBeUndefined();
      return data;
    },
  };
}

export type Api = ReturnType<typeof apiOf>;

export async function addInfluencer(api: Api, input: object): Promise<any> {
  const { influencerEdge } = await api.mutate(
    'createInfluencer',
    input,
    'influencerEdge { node { id profiles { edges { node { id handle } } } } }',
  );
  return influencerEdge.node;
}

export async function addCampaign(api: Api, input: object = {}): Promise<any> {
  const { campaignEdge } = await api.mutate(
    'createCampaign',
    {
      name: 'Spring',
      objective: 'REACH',
      budget: dollars('100000'),
      flight: { start: '2026-04-01T00:00:00Z', end: '2026-05-01T00:00:00Z' },
      ...input,
    },
    'campaignEdge { node { id } }',
  );
  return campaignEdge.node;
}
