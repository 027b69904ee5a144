import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient, NetworkError } from 'graphql-sse';
import { expect, it } from 'vitest';
import { openCampaign } from './src/event-stream/campaign.js';
import { openTestServer } from './support/server.js';

const DOCUMENT = path.join(import.meta.dirname, '../docs/subscriptions.md');

type Follow = (
  url: string,
  campaign: string,
  cursors: { load: () => string | undefined; save: (cursor: string) => void },
  handle: (event: { cursor: string; kind: string }) => void,
) => Promise<never>;

/** The first example of the document, as a service would run it. */
function followOf(text: string): Follow {
  const [, code] = /```js\nimport .*\n([^]*?)```/.exec(text)!;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function('createClient', 'NetworkError', `${code}; return follow;`)(
    createClient,
    NetworkError,
  ) as Follow;
}

it('the service in docs/subscriptions.md deals with every event once, also when it starts again', async () => {
  const follow = followOf(readFileSync(DOCUMENT, 'utf8'));
  const server = await openTestServer();
  try {
    const url = `${await server.listen()}/graphql`;
    const campaign = await openCampaign(server);
    let cursor: string | undefined;
    const cursors = { load: () => cursor, save: (next: string) => (cursor = next) };
    const handled: string[] = [];
    /** Runs the service until it fails at an event that is not yet dealt with. */
    const runUntil = async (count: number) => {
      const failure = new Error('the service crashed');
      const running = follow(url, campaign.id, cursors, (event) => {
        if (handled.length === count) throw failure;
        handled.push(event.cursor);
      });
      await expect(running).rejects.toBe(failure);
    };
    await campaign.tell(5);
    await runUntil(2);
    await runUntil(4);
    expect(new Set(handled).size).toBe(4);
    await expect(
      follow(url, campaign.id, { ...cursors, load: () => 'none' }, () => undefined),
    ).rejects.toMatchObject({ extensions: { code: 'BAD_INPUT' } });
  } finally {
    await server.close();
  }
});
