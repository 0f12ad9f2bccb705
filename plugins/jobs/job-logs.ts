import type { FoundLines, RecentLogs } from 'glassgate/plugin-api';
import type { Subject } from './without-row.ts';

const maxLines = 200;
const maxLineChars = 8_192;

type Line = Readonly<Record<string, unknown>>;

/** The lines of the gateway's log that tell of one job. */
export function linesOf(logs: RecentLogs, row: Subject): FoundLines {
  const own = logs.find({ field: 'job_id', value: row.job_id, limit: maxLines });
  const around =
    row.trace_id === null
      ? logs.find({ field: 'request_id', value: row.request_id ?? '', limit: maxLines })
      : logs.find({ field: 'trace_id', value: row.trace_id, limit: maxLines });
  // A client may use one trace for many requests: a line that names another one is not of this job.
  const unnamed = around.lines.filter(
    (line) => line['job_id'] === undefined && (line['request_id'] ?? row.request_id) === row.request_id,
  );
  const lines = [...own.lines, ...unnamed].sort((one, other) =>
    String(one['time']) < String(other['time']) ? -1 : 1,
  );
  return {
    lines: lines.slice(-maxLines).map(shortened),
    leftOut: own.leftOut + Math.max(0, lines.length - maxLines),
  };
}

/** Without what is the same on every line, and without a text that is longer than anybody reads. */
function shortened({ service: _s, version: _v, instance: _i, pid: _p, ...line }: Line): Line {
  if (JSON.stringify(line).length <= maxLineChars) return line;
  const { time, level, event, msg } = line;
  return { time, level, event, msg, truncated: true };
}
