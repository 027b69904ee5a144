/** Subscribers as bare sockets: what reads is not what is measured. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ClientStats, serve } from './fanout-messages.js';

/** Connections that are being opened at once. */
const OPENING = 50;
/** Of so many connections one has its delays taken. */
const SAMPLED = 20;
const FRAME = Buffer.from('\nevent: next\n');
/** Stock frames begin with it, ours have an id before. */
const BARE_FRAME = Buffer.from('event: next\n');

let deliveries = 0;
let delays: number[] = [];
let closed = 0;
let stalled: Socket | undefined;

function open(url: string, query: string): Socket {
  const { hostname, port, host, pathname } = new URL(url);
  const body = JSON.stringify({ query });
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/event-stream\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return socket;
}

/** Counts frames, also those that begin in one packet and end in the next. */
function count(socket: Socket, isSampled: boolean): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    const now = Date.now();
    const bytes = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    let from = 0;
    for (;;) {
      const at = bytes.indexOf(BARE_FRAME, from);
      if (at === -1) break;
      deliveries++;
      from = at + BARE_FRAME.length;
    }
    rest = bytes.subarray(Math.max(from, bytes.length - FRAME.length + 1));
    if (!isSampled) return;
    for (const [, time] of data.toString('latin1').matchAll(/"recordedAt":"([^"]+)"/g)) {
      delays.push(now - Date.parse(time));
    }
  });
  socket.on('close', () => closed++);
}

serve(null, async (request) => {
  switch (request.op) {
    case 'connect':
      for (let i = 0; i < request.count; i += OPENING) {
        const sockets = Array.from({ length: Math.min(OPENING, request.count - i) }, (_, j) => {
          const socket = open(request.url, request.query);
          count(socket, (i + j) % SAMPLED === 0);
          return once(socket, 'data');
        });
        await Promise.all(sockets);
      }
      return null;
    case 'stall':
      stalled = open(request.url, request.query);
      await once(stalled, 'data');
      stalled.pause();
      return null;
    case 'resume': {
      let end = '';
      stalled!.on('data', (data: Buffer) => {
        end = (end + data.toString()).slice(-2000);
      });
      const over = once(stalled!, 'close');
      stalled!.resume();
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 3000))]);
      return end;
    }
    default: {
      const stats: ClientStats = { deliveries, delays, closed };
      deliveries = 0;
      delays = [];
      return stats;
    }
  }
});
