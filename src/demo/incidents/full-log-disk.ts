import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { sendVisit } from '../load/send-visit.ts';
import type { Incident, Scene } from './incident.ts';

// Every write to it fails with ENOSPC. Only Linux has it.
const fullDevice = '/dev/full';

// A line holds the message twice and is cut at 256 KiB; 4 MiB of them may wait for the disk.
const longText = 'x'.repeat(120_000);

export const fullLogDisk: Incident = {
  id: 'full-log-disk',
  title: 'the disk of the I/O log is full',
  story:
    'No line can be written any more. Lines wait in memory, then they are dropped and counted. No solve fails, and none is slower.',
  watched: [
    { metric: 'glassgate_io_log_errors_total' },
    { metric: 'glassgate_io_log_dropped_total' },
    { metric: 'glassgate_solve_requests_total', labels: { code: 'OK' } },
  ],
  alerts: [
    { alert: 'GlassgateIoLogWriteErrors', wait: '2m' },
    { alert: 'GlassgateIoLogDropping', wait: '1m' },
  ],
  dashboard: 'iolog',
  path: '/health',
  begin: async ({ workers, ioLogDir, url, signal }) => {
    const files = [...workers.urls.keys()].map((id) => join(ioLogDir, `${id}.jsonl`));
    await Promise.all(files.map(fill));
    const over = new AbortController();
    const writing = writeMuch(url, AbortSignal.any([signal, over.signal]));
    return async () => {
      over.abort();
      await writing;
      await Promise.all(files.map((file) => rm(file, { recursive: true, force: true })));
    };
  },
};

async function fill(file: string): Promise<void> {
  await rm(file, { recursive: true, force: true });
  // A directory in the place of the file cannot be written to either.
  await (existsSync(fullDevice) ? symlink(fullDevice, file) : mkdir(file));
}

async function writeMuch(url: Scene['url'], signal: AbortSignal): Promise<void> {
  const body = { input: { text: longText }, options: { wait_seconds: 10 } };
  while (!signal.aborted) await sendVisit(url, { perRound: 1, path: '/v1/solve', body }, signal);
}
