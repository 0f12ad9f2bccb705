import type { Explanation } from './explanation.ts';
import { millis, type Paint, printable } from './paint.ts';
import { recordLines } from './record-lines.ts';
import { spent } from './spent.ts';
import { waterfall } from './waterfall.ts';

export interface ReportOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
  /** What was said to workers and by them. */
  readonly showsBodies: boolean;
}

const maxPassedOver = 8;
const shownFirst = new Set([
  'time',
  'level',
  'event',
  'msg',
  'job_id',
  'request_id',
  'trace_id',
  'span_id',
  'plugin',
  'severity_number',
  'instance',
  'trace_flags',
]);
const maxFieldChars = 300;
/** How a sentence about what is missing begins. */
const sourceNames = { row: 'Row:', trace: 'Spans:', logs: 'Log lines:', io_log: 'I/O log:' };

/** Everything that is known of a job, for a person at a terminal. */
export function report(explanation: Explanation, options: ReportOptions): string {
  const { width, paint, showsBodies } = options;
  const sections: [title: string, lines: readonly string[]][] = [
    ['Time', waterfall(explanation, { width: width - 2, paint })],
    ['Where it went', spent(explanation)],
    ['Waited', waited(explanation)],
    ['Decisions', explanation.decisions.map(decisionLine)],
    ['Log', explanation.logs.map((line) => logLine(line, paint))],
    ['I/O log', explanation.io_log.flatMap((place) => recordLines(place, { showsBodies }))],
    ['Missing', explanation.missing.filter((text) => !isOff(explanation, text)).map(printable)],
    ['Not recorded', explanation.missing.filter((text) => isOff(explanation, text)).map(printable)],
    [
      'The same id',
      explanation.others.map(({ job_id, status, started_at }) =>
        printable(`${job_id} ${status} ${started_at}`),
      ),
    ],
  ];
  const shown = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${paint('bold', title)}\n${lines.map((line) => `  ${line}`).join('\n')}`);
  return `${[head(explanation, paint), ...shown].join('\n\n')}\n`;
}

/** A setting and not a loss. */
function isOff({ sources }: Explanation, missing: string): boolean {
  return Object.entries(sourceNames).some(
    ([source, name]) => sources?.[source] === 'off' && missing.startsWith(name),
  );
}

function head({ summary, job }: Explanation, paint: Paint): string {
  const facts = [
    ['job', job.job_id],
    ['request', job.request_id],
    ['trace', job.trace_id],
    ['started', job.started_at],
    ['profile', job.profile_id],
    ['containers', job.container_ids_used.join(', ')],
  ].filter(([, value]) => value !== null && value !== '');
  const lines = facts.map(([name, value]) => `  ${String(name).padEnd(10)} ${printable(String(value))}`);
  const style = job.status === 'failed' ? 'red' : 'green';
  return [paint(style, printable(summary)), ...lines].join('\n');
}

function waited(explanation: Explanation): string[] {
  const { queue, blocked_by } = explanation;
  const inQueue =
    queue === null ? [] : [`${millis(queuedMs(explanation))} in the queue, from place ${queue.position}`];
  const blockers = blocked_by.map(({ profile_id, request_id, job_id, trace_id, since }) => {
    const ids = [job_id === null ? '' : `job ${job_id}`, trace_id === null ? '' : `trace ${trace_id}`];
    const known = ids.filter((text) => text !== '').join(', ');
    return printable(
      `profile ${profile_id} was held by request ${request_id} since ${since}${known === '' ? '' : ` (${known})`}`,
    );
  });
  return [...inQueue, ...blockers];
}

// Of a request that runs, how long it waited is not put down yet.
function queuedMs({ job, queue, timeline }: Explanation): number {
  if (job.status !== 'running') return queue?.wait_ms ?? 0;
  const stays = timeline.filter(({ stage }) => stage === 'queue');
  return stays.reduce((sum, { self_ms }) => sum + self_ms, 0);
}

function decisionLine({
  stage,
  at_ms,
  subject,
  chosen,
  reason,
  considered,
}: Explanation['decisions'][number]): string {
  const choice = choiceText({ stage, subject, chosen });
  const others = considered.filter(({ verdict }) => verdict === 'passed_over');
  const listed = others.slice(0, maxPassedOver).map(({ id, reason: why }) => `${id} (${why})`);
  const rest = others.length > maxPassedOver ? [`${others.length - maxPassedOver} more`] : [];
  const passed = others.length === 0 ? '' : `; passed over: ${[...listed, ...rest].join(', ')}`;
  return printable(`+${millis(at_ms)} ${choice}: ${reason}${passed}`);
}

type Choice = Pick<Explanation['decisions'][number], 'stage' | 'subject' | 'chosen'>;

function choiceText({ stage, subject, chosen }: Choice): string {
  if (subject === 'queue') return chosen === null || chosen === 'wait' ? stage : `${stage} gave ${chosen}`;
  if (subject === 'chat' && chosen !== null) return `${stage} took session ${chosen}`;
  const what = stage === subject ? '' : ` ${subject}`;
  return chosen === null ? `${stage} found no ${subject}` : `${stage} chose${what} ${chosen}`;
}

function logLine(line: Readonly<Record<string, unknown>>, paint: Paint): string {
  const { time, level, event, msg } = line;
  const clock = String(time).slice(11, 23);
  const fields = Object.entries(line)
    .filter(([name]) => !shownFirst.has(name))
    .map(([name, value]) => `${name}=${text(value)}`);
  const style = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'dim';
  const start = paint(style, printable(`${clock} ${String(level).padEnd(5)}`));
  return `${start} ${printable([event ?? '', msg ?? '', ...fields].join(' '))}`;
}

function text(value: unknown): string {
  const written = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (written.length <= maxFieldChars) return written;
  if (Array.isArray(value)) return `[${value.length} entries]`;
  // The line in the log has all of it; half of an object is of no use.
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).join(', ')}}`;
  return `${written.slice(0, maxFieldChars)}…`;
}
