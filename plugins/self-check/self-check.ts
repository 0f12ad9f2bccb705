import type { IoRecords, Store } from 'glassgate/plugin-api';
import { jobFacts } from './job-facts.ts';
import { judgeRuns, type Verdict } from './judge-runs.ts';
import type { Evidence, Mismatch } from './laws.ts';
import type { RunBook } from './run-book.ts';
import type { SeenRun } from './seen-run.ts';
import { strayRows } from './stray-rows.ts';
import type { SumLaws } from './sum-laws.ts';

export interface SelfCheckParts {
  readonly book: RunBook;
  readonly store: Store;
  readonly records: () => IoRecords;
  readonly sums: SumLaws;
  readonly now?: () => number;
  /** A run that ended less than this ago may still be on its way to some sink. */
  readonly settleMs?: number;
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface CheckResult {
  readonly window: Window;
  /** Requests that were compared. */
  readonly requests: number;
  /** Requests that run, or have only just ended. */
  readonly pending: number;
  readonly verdicts: readonly Verdict[];
}

interface Judgement {
  readonly window: Window;
  readonly settledBy: number;
  readonly signal?: AbortSignal | undefined;
}

const usualSettleMs = 1_000;

/** Compares what the sinks say of the same requests. */
export class SelfCheck {
  readonly #parts: SelfCheckParts;
  readonly #now: () => number;
  readonly #settleMs: number;
  #checkedUntil = 0;

  constructor(parts: SelfCheckParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#settleMs = parts.settleMs ?? usualSettleMs;
  }

  /** Requests that began in a window, as far as they are remembered. */
  async check(asked: Partial<Window>, signal?: AbortSignal): Promise<CheckResult> {
    const { book, store } = this.#parts;
    const window = {
      from: Math.max(asked.from ?? 0, book.completeSince),
      to: asked.to ?? this.#now(),
    };
    const settledBy = this.#now() - this.#settleMs;
    const result = await this.#judge(book.between(window.from, window.to), { window, settledBy, signal });
    const strays = await strayRows(store, { book, window, now: this.#now(), signal });
    return { ...result, verdicts: result.verdicts.map((verdict) => withStrays(verdict, strays)) };
  }

  /** Requests that ended since the last call: each is compared once. */
  async checkNew(): Promise<CheckResult> {
    const from = this.#checkedUntil;
    const to = this.#now() - this.#settleMs;
    const result = await this.#judge(this.#parts.book.endedSince(from), {
      window: { from, to },
      settledBy: to,
    });
    this.#checkedUntil = to;
    return result;
  }

  async #judge(runs: readonly SeenRun[], { window, settledBy, signal }: Judgement): Promise<CheckResult> {
    const settled = runs.filter(({ end }) => end !== undefined && end.at < settledBy);
    const evidence: Evidence = {
      rows: await jobFacts(this.#parts.store, settled, signal),
      recordsOf: (run) => this.#recordsOf(run),
    };
    const verdicts = [...judgeRuns(settled, evidence), ...(await this.#parts.sums.judge())];
    return { window, requests: settled.length, pending: runs.length - settled.length, verdicts };
  }

  #recordsOf({ jobId, startedAt }: SeenRun) {
    const records = this.#parts.records();
    return records.completeSince.getTime() <= startedAt ? records.count(jobId) : undefined;
  }
}

function withStrays(verdict: Verdict, strays: readonly Mismatch[]): Verdict {
  if (verdict.law !== 'rows' || strays.length === 0) return verdict;
  return { ...verdict, mismatches: [...verdict.mismatches, ...strays] };
}
