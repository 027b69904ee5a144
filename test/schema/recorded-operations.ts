import { readdirSync, readFileSync } from 'node:fs';
import { format } from 'prettier';
import { expect } from 'vitest';
import type { TestServer } from '../support/server.js';

/** Operations in a folder of test/schema/queries/, each beside its answer. */
export function recordedOperations(folder: string) {
  const at = new URL(`queries/${folder}/`, import.meta.url);
  return {
    /** In alphabetical order. */
    names: readdirSync(at)
      .filter((file) => file.endsWith('.graphql'))
      .map((file) => file.replace('.graphql', ''))
      .sort(),
    /** @param replacer - as JSON.stringify takes it */
    expectAnswer: async (
      server: TestServer,
      name: string,
      replacer?: (key: string, value: unknown) => unknown,
    ): Promise<void> => {
      const document = readFileSync(new URL(`${name}.graphql`, at), 'utf8');
      const { data, errors } = await server.query(document);
      const answer = await format(JSON.stringify({ data, errors }, replacer), {
        parser: 'json',
        printWidth: 100,
      });
      await expect(answer).toMatchFileSnapshot(`queries/${folder}/${name}.json`);
    },
  };
}
