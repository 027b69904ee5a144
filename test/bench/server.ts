import { type Bench, quantileOf } from './measurement.js';
import { type ServerProcess, startServer } from './server-process.js';
import { ALL_FIELDS, bigJob, THREE_FIELDS, type WhatIf, whatIf } from './what-if.js';

const JOB_DRAWS = 10 * 2 ** 20;
/** Draws of one request of the job; the server may allow fewer. */
const REQUEST_DRAWS = [2 ** 20, 2 ** 17];
const PING_EVERY_MS = 10;

interface Times {
  /** As the client sees it. */
  readonly roundTrip: number[];
  /** As the answer says it of its simulation, waiting included; whole milliseconds. */
  readonly simulation: number[];
}

/**
 * The interactive what-if through HTTP: five tiers of 50 placements, every question a new one. Alone
 * for three metrics, for every metric and with one line edited, then beside a job of ten million
 * draws.
 */
export async function benchServer(bench: Bench): Promise<void> {
  const { quick } = bench;
  const questions = quick ? 5 : 200;
  const base: WhatIf = {
    placements: 250,
    draws: quick ? 256 : 8192,
    metrics: THREE_FIELDS,
    universe: 60_000_000,
    fee: 200,
  };
  const server = await startServer();
  try {
    const turned = (metrics: readonly string[]) => (i: number) =>
      whatIf({ ...base, metrics, universe: base.universe + 1000 * (i + 1) });
    const edited = (i: number) => whatIf({ ...base, fee: base.fee + 1 + i });
    const series = [
      ['three metrics', turned(THREE_FIELDS)],
      ['every metric', turned(ALL_FIELDS)],
      ['one line of five edited', edited],
    ] as const;
    for (const [name, question] of series) {
      // Before the questions that count: the server's loops are compiled.
      await askAll(server, (i) => question(questions + i), quick ? 1 : 10);
      reportTimes(bench, `server/${name}`, await askAll(server, question, questions));
    }
    await besideJob(bench, server, turned(THREE_FIELDS), questions);
  } finally {
    await server.close();
  }
}

async function askAll(
  server: ServerProcess,
  question: (i: number) => string,
  questions: number,
  go: () => boolean = () => true,
): Promise<Times> {
  const times: Times = { roundTrip: [], simulation: [] };
  for (let i = 0; i < questions && go(); i++) {
    const query = question(i);
    const start = performance.now();
    const { forecast } = await server.ask(query);
    times.roundTrip.push(performance.now() - start);
    times.simulation.push(forecast.precision.milliseconds);
  }
  return times;
}

async function besideJob(
  bench: Bench,
  server: ServerProcess,
  question: (i: number) => string,
  questions: number,
): Promise<void> {
  const idle = await pings(server, () => false, bench.quick ? 10 : 200);
  reportQuantiles(bench, 'server/{ __typename }/alone', idle);
  const draws = await allowedDraws(bench, server);
  const total = bench.quick ? draws : JOB_DRAWS;
  const job = { running: true, seconds: 0 };
  const work = async () => {
    const start = performance.now();
    for (let done = 0; done < total; done += draws) await server.ask(bigJob(draws, `job ${done}`));
    job.seconds = (performance.now() - start) / 1000;
  };
  const [, times, beside] = await Promise.all([
    work().finally(() => (job.running = false)),
    // Other numbers than those asked alone: the server remembers them.
    askAll(
      server,
      (i) => question(2 * questions + i),
      Infinity,
      () => job.running,
    ),
    pings(server, () => !job.running, Infinity),
  ]);
  const { report } = bench;
  reportTimes(bench, 'server/three metrics beside a job', times);
  reportQuantiles(bench, 'server/{ __typename }/beside a job', beside);
  report({ name: 'server/the job/what-ifs beside', value: times.roundTrip.length, unit: 'count' });
  report({ name: 'server/the job/draws', value: total, unit: 'draws' });
  report({ name: 'server/the job/time', value: job.seconds, unit: 's' });
}

/** The most draws of one request that the server takes, of those that the job would like. */
async function allowedDraws({ note }: Bench, server: ServerProcess): Promise<number> {
  for (const draws of REQUEST_DRAWS) {
    try {
      await server.ask(bigJob(draws, 'allowed'));
      return draws;
    } catch (error) {
      note(`The job cannot take ${draws} draws a request: ${String(error)}`);
    }
  }
  throw new Error('the server takes none of the sizes of the job');
}

async function pings(
  server: ServerProcess,
  enough: () => boolean,
  most: number,
): Promise<number[]> {
  const times: number[] = [];
  while (!enough() && times.length < most) {
    const start = performance.now();
    await server.ask('{ __typename }');
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, PING_EVERY_MS));
  }
  return times;
}

function reportTimes(bench: Bench, name: string, { roundTrip, simulation }: Times): void {
  reportQuantiles(bench, `${name}/round trip`, roundTrip);
  reportQuantiles(bench, `${name}/simulation`, simulation);
}

function reportQuantiles({ report }: Bench, name: string, times: readonly number[]): void {
  report({ name: `${name}/p50`, value: quantileOf(times, 0.5), unit: 'ms' });
  report({ name: `${name}/p99`, value: quantileOf(times, 0.99), unit: 'ms' });
}
