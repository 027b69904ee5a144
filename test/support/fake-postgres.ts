import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A message of PostgreSQL's wire protocol: its type, its length, its body. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const text = (value: string) => Buffer.from(`${value}\0`);

/** Answers every start-up with an error, as a PostgreSQL does that lets nobody in. */
export function refuseWith(code: string, reason: string): Buffer[] {
  const error = message(
    'E',
    Buffer.concat([text('SFATAL'), text(`C${code}`), text(`M${reason}`), text('')]),
  );
  return [error];
}

/** Lets everybody in, and answers the first query with one row of text. */
export function answerWith(row: Readonly<Record<string, string>>): Buffer[] {
  const uint16 = (value: number) => Buffer.from([value >> 8, value & 255]);
  const columns = Object.keys(row).map((name) =>
    // Table and column none, type text (25), any length, no modifier, in text.
    Buffer.concat([
      text(name),
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0]),
    ]),
  );
  const values = Object.values(row).map((value) =>
    Buffer.concat([uint16(0), uint16(value.length), Buffer.from(value)]),
  );
  const ready = message('Z', Buffer.from('I'));
  const result = Buffer.concat([
    message('T', Buffer.concat([uint16(columns.length), ...columns])),
    message('D', Buffer.concat([uint16(values.length), ...values])),
    message('C', text('SELECT 1')),
    ready,
  ]);
  return [Buffer.concat([message('R', Buffer.alloc(4)), ready]), result];
}

/** A server on a free port that gives the same replies to everybody, one to each message. */
export async function openFakePostgres(
  replies: readonly Buffer[],
): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    const left = [...replies];
    socket.on('data', () => socket.write(left.shift() ?? ''));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
