import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { selectedFields, type SelectedFields } from '../../schema/selected-fields.js';

const schema = buildSchema(`
  interface Node { id: ID }
  type Query { plan(name: String): Plan }
  type Plan implements Node { id: ID, total: Part, lines: [Part!]! }
  type Part { reach: Int, clicks: Int, part: Part }
  type Other implements Node { id: ID, other: Int }
`);

/** The fields below `plan`, as nested objects. */
async function selected(source: string, variableValues = {}): Promise<unknown> {
  let seen: SelectedFields | undefined;
  const { errors } = await graphql({
    schema,
    source,
    variableValues,
    rootValue: {
      plan: (_args: unknown, _ctx: unknown, info: Parameters<typeof selectedFields>[0]) => {
        seen = selectedFields(info);
        return null;
      },
    },
  });
  expect(errors).toBeUndefined();
  return seen && asObject(seen);
}

const asObject = ({ fields }: SelectedFields): unknown =>
  Object.fromEntries([...fields].map(([name, below]) => [name, asObject(below)]));

describe('the fields selected below a field', () => {
  it('are named as in the schema whatever their aliases, and merged', async () => {
    expect(
      await selected('{ plan { a: total { reach } b: total { x: clicks } lines { reach } } }'),
    ).toEqual({ total: { reach: {}, clicks: {} }, lines: { reach: {} } });
  });

  it('include those of named and inline fragments, nested and repeated', async () => {
    expect(
      await selected(`
        query { plan { ...A ... { lines { ...P } } ...A } }
        fragment A on Plan { total { ...P ... on Part { part { ...P } } } }
        fragment P on Part { reach }
      `),
    ).toEqual({ total: { reach: {}, part: { reach: {} } }, lines: { reach: {} } });
  });

  it('include fragments on the interface and leave out those on other types', async () => {
    expect(await selected('{ plan { ... on Node { id ... on Other { other } } } }')).toEqual({
      id: {},
    });
  });

  it('leave out what @skip and @include leave out, also by variable', async () => {
    const document = `query ($no: Boolean!, $yes: Boolean!) {
      plan {
        total @include(if: $no) { reach }
        lines @skip(if: $no) { reach @skip(if: $yes) clicks @include(if: $yes) }
        ... @include(if: $no) { id }
      }
    }`;
    expect(await selected(document, { no: false, yes: true })).toEqual({ lines: { clicks: {} } });
  });
});
