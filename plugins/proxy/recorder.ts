import type { GlassgateError, Instruments, LlmAnswer } from 'glassgate/plugin-api';
import type { failureReasons, proxyMetrics } from './metrics.ts';

type FailureReason = (typeof failureReasons)[number];

const byReason: Readonly<Record<string, FailureReason>> = {
  upstream_connect_failed: 'connect',
  upstream_protocol_error: 'protocol',
  upstream_timeout: 'timeout',
};

/** Counts what came of each request that was sent to a provider. */
export class Recorder {
  readonly #metrics: Instruments<typeof proxyMetrics>;

  constructor(metrics: Instruments<typeof proxyMetrics>) {
    this.#metrics = metrics;
  }

  answered(provider: string, { status, outcome, bytes, firstByteMs }: LlmAnswer, totalMs: number): void {
    const { firstByte, total, answers, bytes: passed, errors } = this.#metrics;
    firstByte.observe({ provider }, firstByteMs / 1000);
    total.observe({ provider }, totalMs / 1000);
    answers.increment({ provider, outcome });
    passed.increment({ provider }, bytes);
    const reason = reasonOf(status);
    if (reason !== undefined) errors.increment({ provider, reason });
  }

  failed(provider: string, error: GlassgateError): void {
    const reason = byReason[String(error.details['reason'])];
    if (reason !== undefined) this.#metrics.errors.increment({ provider, reason });
  }
}

function reasonOf(status: number): FailureReason | undefined {
  if (status === 429) return '429';
  if (status >= 500) return '5xx';
  return status >= 400 ? '4xx' : undefined;
}
