import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What lies between a client and a server, and breaks when it is told to. */
export interface TcpProxy {
  readonly port: number;
  /** Where new connections lead from now on; null refuses them. */
  readonly lead: (port: number | null) => void;
  /**
   * Breaks connections that are open, with whatever is on its way in them.
   * @param isChosen - which of them; all of them without it
   */
  readonly cut: (isChosen?: () => boolean) => void;
  /** Passes nothing on and breaks nothing, as a network does whose other half is gone. */
  readonly stall: () => void;
  /** Passes on what was held back, and what comes. */
  readonly resume: () => void;
  /** Is silent for good to either end of the connections that are open; new ones are as ever. */
  readonly abandon: () => void;
  readonly close: () => Promise<void>;
}

/** @param to - the port on this machine that it leads to */
export async function openTcpProxy(to: number | null): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const abandoned: Socket[] = [];
  let target = to;
  let isStalled = false;

  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (target === null) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    far.on('error', () => undefined);
    const pair = [near, far] as const;
    pairs.add(pair);
    const breakOff = () => {
      pairs.delete(pair);
      near.resetAndDestroy();
      far.resetAndDestroy();
    };
    for (const [from, into] of [pair, [far, near] as const]) {
      from.setNoDelay();
      from.on('data', (bytes: Buffer) => {
        if (!into.write(bytes)) from.pause();
      });
      into.on('drain', () => {
        if (!isStalled) from.resume();
      });
      from.on('end', () => into.end());
      from.on('close', (hadError) => {
        if (hadError) breakOff();
        else pairs.delete(pair);
      });
      if (isStalled) from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cut = (isChosen = () => true) => {
    for (const pair of [...pairs].filter(isChosen)) {
      pairs.delete(pair);
      for (const socket of pair) socket.resetAndDestroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    lead(port) {
      target = port;
    },
    cut,
    stall() {
      isStalled = true;
      for (const socket of [...pairs].flat()) socket.pause();
    },
    resume() {
      isStalled = false;
      for (const socket of [...pairs].flat()) socket.resume();
    },
    abandon() {
      for (const socket of [...pairs].flat()) {
        socket.pause();
        for (const event of ['data', 'drain', 'end', 'close']) socket.removeAllListeners(event);
        abandoned.push(socket);
      }
      pairs.clear();
    },
    async close() {
      server.close();
      cut();
      for (const socket of abandoned) socket.destroy();
      await once(server, 'close');
    },
  };
}
