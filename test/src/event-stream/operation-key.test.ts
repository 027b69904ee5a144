import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { operationKey } from '../../../src/event-stream/operation-key.js';

const key = (query: string, variables: Record<string, unknown>) =>
  operationKey(query, parse(query), null, variables);

const PLAIN =
  'subscription ($c: ID!, $from: String) { campaignResults(campaignId: $c, after: $from) { cursor } }';
const USED_TWICE =
  'subscription ($c: ID!, $from: String) { campaignResults(campaignId: $c, after: $from) { campaign { x(after: $from) } } }';

it('is the same wherever a stream begins, in whatever order its variables come', () => {
  expect(key(PLAIN, { c: 'a', from: 'x' })).toBe(key(PLAIN, { from: 'y', c: 'a' }));
  expect(key(PLAIN, { c: 'a' })).toBe(key(PLAIN, { c: 'a', from: 'y' }));
});

it('is another one for whatever an answer may depend on', () => {
  expect(key(PLAIN, { c: 'a' })).not.toBe(key(PLAIN, { c: 'b' }));
  expect(key(PLAIN, { c: 'a' })).not.toBe(key(`${PLAIN} `, { c: 'a' }));
  expect(key(USED_TWICE, { c: 'a', from: 'x' })).not.toBe(key(USED_TWICE, { c: 'a', from: 'y' }));
});
