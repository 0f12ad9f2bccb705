import type { Instruments, SetupContext } from 'glassgate/plugin-api';
import { lawNames } from './laws.ts';
import type { selfCheckMetrics } from './metrics.ts';
import type { CheckResult, SelfCheck } from './self-check.ts';

export interface PatrolParts {
  readonly selfCheck: SelfCheck;
  readonly metrics: Instruments<typeof selfCheckMetrics>;
  readonly log: SetupContext<unknown>['log'];
}

const maxNamed = 10;

/** Compares the newest requests from time to time, and tells metrics and log what came out. */
export class Patrol {
  readonly #parts: PatrolParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #agreed = true;

  constructor(parts: PatrolParts) {
    this.#parts = parts;
  }

  start(intervalMs: number): void {
    clearInterval(this.#timer);
    if (intervalMs === 0) return;
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.round());
    }, intervalMs).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async round(): Promise<void> {
    const { selfCheck, log } = this.#parts;
    try {
      this.#tell(await selfCheck.checkNew());
    } catch (err) {
      log.error({ event: 'selfcheck.failed', err }, 'self check failed');
    }
  }

  #tell({ requests, verdicts }: CheckResult): void {
    const { metrics, log } = this.#parts;
    const all = verdicts.flatMap(({ mismatches }) => mismatches);
    metrics.checked.increment({}, requests);
    metrics.ok.set({}, all.length === 0 ? 1 : 0);
    for (const law of lawNames) {
      metrics.mismatches.set(
        { law },
        verdicts.find((verdict) => verdict.law === law)?.mismatches.length ?? 0,
      );
    }
    if (all.length > 0) {
      const named = all
        .slice(0, maxNamed)
        .map(({ law, requestId, jobId, text }) => ({ law, request_id: requestId, job: jobId, text }));
      log.error(
        { event: 'selfcheck.mismatch', mismatches: all.length, named },
        'metrics, rows, logs and spans disagree',
      );
    } else if (!this.#agreed)
      log.info({ event: 'selfcheck.agreed' }, 'metrics, rows, logs and spans agree again');
    this.#agreed = all.length === 0;
  }
}
