import type { Summary } from './summary.ts';

/** A column of a table. `rows` are all rows of it. */
export interface Column {
  readonly title: string;
  cell(row: Summary, rows: readonly Summary[]): string;
}

type Read = (row: Summary) => number;
type Compare = (value: number, reference: number) => string;

const cpu: Read = ({ cpuUsPerRequest }) => cpuUsPerRequest;
const ratio: Compare = (value, reference) => `${(value / reference).toFixed(2)} ×`;

/** Requests per second as a multiple of what another system served. */
export const rateOf = (peer: string) =>
  comparison(`req/s of ${peer}`, {
    peer,
    read: ({ requestsPerSecond }) => requestsPerSecond,
    compare: ratio,
  });

/** CPU time as a multiple of what another system took. */
export const cpuOf = (peer: string) => comparison(`CPU of ${peer}`, { peer, read: cpu, compare: ratio });

/** CPU time beyond that of another system. */
export const cpuOver = (peer: string) =>
  comparison(`µs over ${peer}`, { peer, read: cpu, compare: (value, less) => (value - less).toFixed(0) });

/** Latency beyond that of another system. */
export const p50Over = (peer: string) =>
  comparison(`p50 ms over ${peer}`, {
    peer,
    read: ({ p50Ms }) => p50Ms,
    compare: (value, less) => (value - less).toFixed(2),
  });

interface Comparison {
  readonly peer: string;
  readonly read: Read;
  readonly compare: Compare;
}

function comparison(title: string, { peer, read, compare }: Comparison): Column {
  return {
    title,
    cell: (row, rows) => {
      const reference = rows.find(({ system }) => system === peer);
      return reference === undefined ? '–' : compare(read(row), read(reference));
    },
  };
}
