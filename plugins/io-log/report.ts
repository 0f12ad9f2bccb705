import type { MetricFactory } from 'glassgate/plugin-api';
import { errnoOf } from './errno.ts';
import type { Warn } from './rare-warning.ts';

type DropReason = 'buffer_full' | 'unserialisable' | 'closed';

/** What the log tells about itself: metrics, and warnings. */
export interface Report {
  written(containerId: string, amount: { readonly lines: number; readonly bytes: number }): void;
  dropped(containerId: string, drop: { readonly reason: DropReason; readonly lines: number }): void;
  rotated(containerId: string): void;
  failed(containerId: string, error: unknown): void;
}

// A closed set, because the code becomes a label.
const knownCodes = new Set([
  'EACCES',
  'EDQUOT',
  'EIO',
  'EISDIR',
  'EMFILE',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

export function createReport({
  metrics,
  warn,
}: {
  readonly metrics: MetricFactory;
  readonly warn: Warn;
}): Report {
  const lines = metrics.counter({ name: 'lines_total', help: 'Lines written.', labels: ['container'] });
  const bytes = metrics.counter({ name: 'bytes_total', help: 'Bytes written.', labels: ['container'] });
  const rotations = metrics.counter({
    name: 'rotations_total',
    help: 'Live files rotated.',
    labels: ['container'],
  });
  const dropped = metrics.counter({
    name: 'dropped_total',
    help: 'Lines that were never written.',
    labels: ['container', 'reason'],
  });
  const errors = metrics.counter({
    name: 'errors_total',
    help: 'Failed writes and rotations; their lines wait for the next try.',
    labels: ['container', 'code'],
  });

  return {
    written: (container, amount) => {
      lines.increment({ container }, amount.lines);
      bytes.increment({ container }, amount.bytes);
    },
    dropped: (container, { reason, lines: count }) => {
      dropped.increment({ container, reason }, count);
      warn({ containerId: container, reason }, 'container io log drops lines');
    },
    rotated: (container) => rotations.increment({ container }),
    failed: (container, error) => {
      const code = errnoOf(error) ?? '_other';
      errors.increment({ container, code: knownCodes.has(code) ? code : '_other' });
      warn({ containerId: container, err: error }, 'container io log cannot be written');
    },
  };
}
