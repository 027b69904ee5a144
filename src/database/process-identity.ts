import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system writes it; null where the system does not say. */
  readonly startedAt: string | null;
}

export async function identify(pid: number): Promise<ProcessIdentity> {
  return { pid, startedAt: await readStartTime(pid) };
}

/** Whether that very process still runs. */
export async function isRunning({ pid, startedAt }: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startedAt === null || startedAt === (await readStartTime(pid));
}

async function readStartTime(pid: number): Promise<string | null> {
  switch (process.platform) {
    case 'linux':
      return readLinuxStartTime(pid);
    case 'win32':
      return null;
    default:
      return promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
        ({ stdout }) => stdout.trim(),
        () => null,
      );
  }
}

/** @returns clock ticks since boot; null for a process that is gone, or dead and not yet reaped */
async function readLinuxStartTime(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field, the program's name in parentheses, may itself hold spaces and parentheses.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || fields.length < 19 ? null : fields[18];
}
