import { readFile } from 'node:fs/promises';

export interface Usage {
  /** User and system time since the start, of all threads. */
  readonly cpuUs: number;
  readonly rssBytes: number;
}

// The kernel reports in USER_HZ, which is 100 on every Linux that Node runs on.
const microsecondsPerTick = 10_000;
const cpuFields = { user: 11, system: 12 };

/** CPU time of `/proc/<pid>/stat`. */
export function cpuUsIn(stat: string): number {
  // The second field is the program's name in brackets, which may hold blanks and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[cpuFields.user]) + Number(fields[cpuFields.system])) * microsecondsPerTick;
}

/** Resident memory of `/proc/<pid>/status`. */
export function rssBytesIn(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** What a process and its children have used. */
export async function readUsage(pid: number): Promise<Usage> {
  const pids = [pid, ...(await childrenOf(pid))];
  const usages = await Promise.all(
    pids.map(async (each) => ({
      cpuUs: cpuUsIn(await readFile(`/proc/${each}/stat`, 'utf8')),
      rssBytes: rssBytesIn(await readFile(`/proc/${each}/status`, 'utf8')),
    })),
  );
  return {
    cpuUs: usages.reduce((sum, { cpuUs }) => sum + cpuUs, 0),
    rssBytes: usages.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return list.trim().split(' ').filter(Boolean).map(Number);
}
