import type { FoundLines, LogSearch, RecentLogs } from '../../plugin-api/recent-logs.ts';
import { LineRing } from './line-ring.ts';

export interface LogRingOptions {
  /** What all lines together may take; none are kept at 0. */
  readonly maxBytes: number;
  readonly now?: () => number;
}

type Line = Readonly<Record<string, unknown>>;

// A quote inside a text is escaped, so the first one of these is the field itself.
const eventField = '"event":"';
const usualLevels = ['{"level":"info"', '{"level":"debug"', '{"level":"trace"'];

/**
 * Keeps the newest lines of the log as bytes and looks through them when somebody asks, which is rare: a line
 * costs a request one copy. Warnings and errors have a share of their own, so that the lines of usual requests
 * do not push them out.
 */
export class LogRing implements RecentLogs {
  readonly isOn: boolean;
  readonly #usual: LineRing;
  readonly #notable: LineRing;
  readonly #watchers = new Map<string, Set<(line: string) => void>>();

  constructor({ maxBytes, now = Date.now }: LogRingOptions) {
    this.isOn = maxBytes > 0;
    this.#usual = new LineRing({ maxBytes: maxBytes / 2, now });
    this.#notable = new LineRing({ maxBytes: maxBytes / 2, now });
  }

  get completeSince(): Date {
    return new Date(Math.max(this.#usual.completeSince, this.#notable.completeSince));
  }

  /** A line as it was written, with its newline. */
  add(line: string): void {
    if (this.isOn) (isUsual(line) ? this.#usual : this.#notable).add(line);
    if (this.#watchers.size > 0) this.#tell(line);
  }

  find({ field, value, limit }: LogSearch): FoundLines {
    // As pino writes it: the text need not be parsed to be found.
    const text = `"${field}":${JSON.stringify(value)}`;
    const lines = [...this.#usual.find(text), ...this.#notable.find(text)]
      .map(parsed)
      // The text may stand inside another field, too.
      .filter((line) => line[field] === value)
      .sort((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1));
    const shown = lines.slice(-limit);
    return { lines: shown, leftOut: lines.length - shown.length };
  }

  watch(event: string, listener: (line: string) => void): () => void {
    const listeners = this.#watchers.get(event) ?? new Set();
    this.#watchers.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  #tell(line: string): void {
    const start = line.indexOf(eventField);
    if (start === -1) return;
    const from = start + eventField.length;
    const event = line.slice(from, line.indexOf('"', from));
    for (const listener of this.#watchers.get(event) ?? []) listener(line);
  }
}

function isUsual(line: string): boolean {
  return usualLevels.some((level) => line.startsWith(level));
}

function parsed(line: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    // A mask may have swallowed a quote. What is left of the line belongs to nobody.
    return {};
  }
}

function timeOf({ time }: Line): string {
  return String(time);
}
