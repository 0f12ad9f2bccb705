import type { MetricFactory, SetupContext } from 'glassgate/plugin-api';
import { errnoOf } from './errno.ts';
import { ioLogMetrics, knownErrnos } from './metrics.ts';
import type { Warn } from './rare-warning.ts';

type DropReason = 'buffer_full' | 'unserialisable' | 'closed';

/** What the log tells about itself: metrics, and warnings. */
export interface Report {
  written(containerId: string, amount: { readonly lines: number; readonly bytes: number }): void;
  dropped(containerId: string, drop: { readonly reason: DropReason; readonly lines: number }): void;
  rotated(containerId: string): void;
  failed(containerId: string, error: unknown): void;
}

interface ReportOptions {
  readonly metrics: MetricFactory;
  readonly warn: Warn;
  readonly log: SetupContext<unknown>['log'];
}

export function createReport({ metrics, warn, log }: ReportOptions): Report {
  const { lines, bytes, rotations, dropped, errors } = metrics.declare(ioLogMetrics);

  return {
    written: (container, amount) => {
      lines.increment({ container }, amount.lines);
      bytes.increment({ container }, amount.bytes);
    },
    dropped: (container, { reason, lines: count }) => {
      dropped.increment({ container, reason }, count);
      warn({ event: 'iolog.dropped', containerId: container, reason }, 'container io log drops lines');
    },
    rotated: (container) => {
      rotations.increment({ container });
      log.info({ event: 'iolog.rotated', containerId: container }, 'container io log rotated');
    },
    failed: (container, error) => {
      const code = knownErrnos.find((known) => known === errnoOf(error)) ?? '_other';
      errors.increment({ container, code });
      warn(
        { event: 'iolog.failed', containerId: container, err: error },
        'container io log cannot be written',
      );
    },
  };
}
