import type { ShareSample } from './measure-share.ts';

const columns = [
  'containers',
  'clients',
  'selection of a solve',
  'selection ms',
  'solve ms',
  'req/s',
  'CPU µs/request',
  'failed',
];

/** One row for each pool, with the medians of its rounds. */
export function renderShares(samples: readonly ShareSample[]): string {
  const pools = Map.groupBy(samples, ({ containers, clients }) => `${containers} ${clients}`);
  const lines = [columns, columns.map(() => '--:'), ...[...pools.values()].map(cellsOf)];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function cellsOf(rounds: readonly ShareSample[]): string[] {
  const middle = (read: (sample: ShareSample) => number) => median(rounds.map(read));
  return [
    String(rounds[0]?.containers),
    String(rounds[0]?.clients),
    `${(middle(({ share }) => share) * 100).toFixed(1)} %`,
    middle(({ selectorMs }) => selectorMs).toFixed(2),
    middle(({ solveMs }) => solveMs).toFixed(2),
    middle(({ requestsPerSecond }) => requestsPerSecond).toFixed(0),
    middle(({ cpuUsPerRequest }) => cpuUsPerRequest).toFixed(0),
    `${(Math.max(...rounds.map(({ failedShare }) => failedShare)) * 100).toFixed(1)} %`,
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
