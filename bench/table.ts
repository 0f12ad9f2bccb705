import type { Summary } from './summary.ts';

const maxFailedShare = 0.001;

const columns = [
  'system',
  'req/s',
  'of direct',
  'of express-hpm',
  'CPU µs/request',
  'CPU of express-hpm',
  'p50 ms',
  'p50 over direct',
  'p99 ms',
  'RSS MB',
  'loop delay ms',
  'failed',
];

/** One Markdown table for each number of connections. */
export function renderTables(summaries: readonly Summary[]): string {
  const loads = Map.groupBy(summaries, ({ connections }) => connections);
  return [...loads]
    .map(([connections, rows]) => `${titleOf(connections)}\n\n${renderTable(rows)}`)
    .join('\n');
}

function titleOf(connections: number): string {
  return connections === 1 ? '### 1 connection' : `### ${connections} connections`;
}

function renderTable(rows: readonly Summary[]): string {
  const direct = rows.find(({ system }) => system === 'direct');
  const express = rows.find(({ system }) => system === 'express-hpm');
  const lines = [
    columns,
    columns.map((_, index) => (index === 0 ? '---' : '--:')),
    ...rows.map((row) => cellsOf(row, { direct, express })),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

interface Peers {
  readonly direct: Summary | undefined;
  readonly express: Summary | undefined;
}

function cellsOf(row: Summary, { direct, express }: Peers): string[] {
  return [
    row.system,
    row.requestsPerSecond.toFixed(0),
    ratio(row.requestsPerSecond, direct?.requestsPerSecond),
    ratio(row.requestsPerSecond, express?.requestsPerSecond),
    row.cpuUsPerRequest.toFixed(0),
    ratio(row.cpuUsPerRequest, express?.cpuUsPerRequest),
    row.p50Ms.toFixed(2),
    direct === undefined ? '–' : (row.p50Ms - direct.p50Ms).toFixed(2),
    row.p99Ms.toFixed(2),
    row.rssMb.toFixed(0),
    row.loopDelayMs?.toFixed(1) ?? '–',
    failures(row.failedShare),
  ];
}

function ratio(value: number, reference: number | undefined): string {
  return reference === undefined ? '–' : `${(value / reference).toFixed(2)} ×`;
}

/** A row with failures measured something else than the others: it is marked. */
function failures(share: number): string {
  const percent = `${(share * 100).toFixed(share === 0 ? 0 : 2)} %`;
  return share > maxFailedShare ? `**${percent}, do not compare**` : percent;
}
