import type { Explanation } from './explanation.ts';
import { cut, millis, type Paint, printable } from './paint.ts';

export interface WaterfallOptions {
  readonly width: number;
  readonly paint: Paint;
}

interface Bar {
  readonly label: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly isBad: boolean;
  readonly note: string;
}

const timeWidth = 10;

/** One line per span, or per stage where there are no spans: what ran when, on one scale. */
export function waterfall(explanation: Explanation, { width, paint }: WaterfallOptions): string[] {
  const bars = explanation.spans.length > 0 ? spanBars(explanation) : stageBars(explanation);
  const endMs = Math.max(explanation.job.total_ms ?? 0, ...bars.map((bar) => bar.startMs + bar.durationMs));
  const longest = Math.max(0, ...bars.map(({ label }) => label.length));
  const labelWidth = Math.min(longest, Math.floor(width * 0.45));
  const room = Math.max(10, width - labelWidth - timeWidth - 4);
  return bars.map((bar) => {
    const label = cut(bar.label, labelWidth).padEnd(labelWidth);
    const drawn = draw(bar, { room, endMs });
    const style = bar.isBad ? 'red' : 'cyan';
    return `${label} ${millis(bar.durationMs).padStart(timeWidth)}  ${paint(style, drawn)}${bar.note}`.trimEnd();
  });
}

function draw(
  { startMs, durationMs }: Bar,
  { room, endMs }: { readonly room: number; readonly endMs: number },
): string {
  if (endMs <= 0) return '▏';
  const scale = (ms: number) => Math.round((room * Math.min(Math.max(0, ms), endMs)) / endMs);
  const from = Math.min(scale(startMs), room - 1);
  const length = scale(startMs + durationMs) - from;
  return `${' '.repeat(from)}${length < 1 ? '▏' : '█'.repeat(length)}`;
}

function spanBars({ spans }: Explanation): Bar[] {
  return spans.map(({ depth, name, start_ms, duration_ms, status, attributes }) => {
    const error = attributes['error.type'];
    const container = attributes['glassgate.container.id'];
    const notes = [container, error].filter((note) => typeof note === 'string').map(printable);
    return {
      label: `${'  '.repeat(depth)}${printable(name)}`,
      startMs: start_ms,
      durationMs: duration_ms,
      isBad: status === 'error',
      note: notes.length === 0 ? '' : ` ${notes.join(' ')}`,
    };
  });
}

function stageBars({ timeline }: Explanation): Bar[] {
  return timeline.map(({ stage, attempt, container_id, start_ms, self_ms, outcome, code }) => ({
    label: printable(attempt === 1 ? stage : `${stage} (${attempt})`),
    startMs: start_ms,
    durationMs: self_ms,
    isBad: outcome === 'error',
    note: [container_id, code].flatMap((note) => (note === null ? [] : ` ${printable(note)}`)).join(''),
  }));
}
