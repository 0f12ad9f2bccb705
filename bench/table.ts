import type { Column } from './comparison.ts';
import type { Summary } from './summary.ts';

const maxFailedShare = 0.001;

const figures: readonly Column[] = [
  { title: 'CPU µs/request', cell: ({ cpuUsPerRequest }) => cpuUsPerRequest.toFixed(0) },
  { title: 'req/s', cell: ({ requestsPerSecond }) => requestsPerSecond.toFixed(0) },
  { title: 'p50 ms', cell: ({ p50Ms }) => p50Ms.toFixed(2) },
  { title: 'p99 ms', cell: ({ p99Ms }) => p99Ms.toFixed(2) },
  { title: 'RSS MB', cell: ({ rssMb }) => rssMb.toFixed(0) },
  { title: 'loop delay ms', cell: ({ loopDelayMs }) => loopDelayMs?.toFixed(1) ?? '–' },
  { title: 'failed', cell: ({ failedShare }) => failures(failedShare) },
];

/** One Markdown table for each load, what compares first. */
export function renderTables(summaries: readonly Summary[], comparisons: readonly Column[]): string {
  const loads = Map.groupBy(summaries, titleOf);
  const columns = [...comparisons, ...figures];
  return [...loads].map(([title, rows]) => `### ${title}\n\n${renderTable(rows, columns)}`).join('\n');
}

function titleOf({ traffic, connections }: Summary): string {
  return `${traffic}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`;
}

function renderTable(rows: readonly Summary[], columns: readonly Column[]): string {
  const lines = [
    ['system', ...columns.map(({ title }) => title)],
    ['---', ...columns.map(() => '--:')],
    ...rows.map((row) => [row.system, ...columns.map((column) => column.cell(row, rows))]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** A row with failures measured something else than the others: it is marked. */
function failures(share: number): string {
  const percent = `${(share * 100).toFixed(share === 0 ? 0 : 2)} %`;
  return share > maxFailedShare ? `**${percent}, do not compare**` : percent;
}
