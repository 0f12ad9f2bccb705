import type { MetricFactory, SetupContext } from 'glassgate/plugin-api';
import { errnoOf } from './errno.ts';
import { ioLogMetrics, knownErrnos, type TruncationReason, truncationReasons } from './metrics.ts';
import type { Warn } from './rare-warning.ts';

/** What one container's files take. */
export interface FileUse {
  readonly containerId: string;
  readonly diskBytes: number;
  readonly waitingBytes: number;
}

type DropReason = 'buffer_full' | 'unserialisable' | 'closed';

/** What the log tells about itself: metrics, and warnings. */
export interface Report {
  written(containerId: string, amount: { readonly lines: number; readonly bytes: number }): void;
  dropped(containerId: string, drop: { readonly reason: DropReason; readonly lines: number }): void;
  rotated(containerId: string): void;
  failed(containerId: string, error: unknown): void;
  /** A record is not whole. */
  truncated(counts: Readonly<Partial<Record<TruncationReason, number>>>): void;
}

/** What the files of the log take and may take. */
export interface Usage {
  readonly uses: readonly FileUse[];
  readonly limitBytes: number;
}

export interface MeteredReport extends Report {
  /** Show what `read` gives with every scrape. */
  watch(read: () => Usage): void;
}

interface ReportOptions {
  readonly metrics: MetricFactory;
  readonly warn: Warn;
  readonly log: SetupContext<unknown>['log'];
}

export function createReport({ metrics, warn, log }: ReportOptions): MeteredReport {
  const { lines, bytes, rotations, dropped, errors, truncations, ...gauges } = metrics.declare(ioLogMetrics);

  return {
    written: (container_id, amount) => {
      lines.increment({ container_id }, amount.lines);
      bytes.increment({ container_id }, amount.bytes);
    },
    dropped: (container_id, { reason, lines: count }) => {
      dropped.increment({ container_id, reason }, count);
      warn({ event: 'iolog.dropped', containerId: container_id, reason }, 'container io log drops lines');
    },
    rotated: (container_id) => {
      rotations.increment({ container_id });
      log.info({ event: 'iolog.rotated', containerId: container_id }, 'container io log rotated');
    },
    failed: (container_id, error) => {
      const code = knownErrnos.find((known) => known === errnoOf(error)) ?? '_other';
      errors.increment({ container_id, code });
      warn(
        { event: 'iolog.failed', containerId: container_id, err: error },
        'container io log cannot be written',
      );
    },
    truncated: (counts) => {
      for (const reason of truncationReasons) truncations.increment({ reason }, counts[reason] ?? 0);
    },
    watch: (read) => {
      gauges.disk.mirror(() => read().uses.map((use) => [{ container_id: use.containerId }, use.diskBytes]));
      gauges.buffer.mirror(() =>
        read().uses.map((use) => [{ container_id: use.containerId }, use.waitingBytes]),
      );
      gauges.diskLimit.mirror(() => read().limitBytes);
    },
  };
}
