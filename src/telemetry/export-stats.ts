import type { ExportReport } from './otlp/span-exporter.ts';

/**
 * What became of the spans of this process. Exporting starts before there is a registry or a log, so this
 * counts, and whoever comes later listens.
 */
export class ExportStats implements ExportReport {
  readonly counts = { exported: 0, failed: 0, dropped: 0 };
  onExported: (seconds: number) => void = () => undefined;
  onTrouble: (reason: string | undefined) => void = () => undefined;

  spans(result: 'exported' | 'failed' | 'dropped', count: number): void {
    this.counts[result] += count;
  }

  exported(seconds: number): void {
    this.onExported(seconds);
  }

  trouble(reason: string | undefined): void {
    this.onTrouble(reason);
  }
}
