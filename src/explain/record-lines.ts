import type { Explanation } from './explanation.ts';
import { cut, printable } from './paint.ts';

type Place = Explanation['io_log'][number];
type IoRecord = NonNullable<Place['record']>;

const maxBodyChars = 300;

/** One exchange with a worker: what became of it, where the I/O log has it, and what was said. */
export function recordLines(place: Place, { showsBodies }: { readonly showsBodies: boolean }): string[] {
  const { container_id, operation, seq, record } = place;
  if (record === undefined || record === null) {
    return [printable(`${operation} to ${container_id}, record ${seq}: ${whereIs(place)}`)];
  }
  const { method, path } = record;
  const line = printable(`${method} ${path} to ${container_id}: ${outcomeOf(record)}; ${whereIs(place)}`);
  return showsBodies ? [line, ...bodyLine('request', record), ...bodyLine('response', record)] : [line];
}

function outcomeOf({ status_code, error, duration_ms }: IoRecord): string {
  const said = status_code ?? `no answer${error === null ? '' : ` (${error})`}`;
  return `${said} in ${duration_ms} ms`;
}

function whereIs({ file, state, offset, bytes }: Place): string {
  return file === null ? state : `${file}:${offset}, ${bytes} bytes`;
}

function bodyLine(name: 'request' | 'response', record: IoRecord): string[] {
  const body = record[name];
  if (body === undefined || body === null) return [];
  return [`  ${name.padEnd(8)} ${cut(printable(JSON.stringify(body)), maxBodyChars)}`];
}
