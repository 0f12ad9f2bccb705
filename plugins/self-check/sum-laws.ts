import type { CounterReading, MetricTotals } from 'glassgate/plugin-api';
import type { Verdict } from './judge-runs.ts';
import type { LawName, Mismatch } from './laws.ts';
import type { RunBook } from './run-book.ts';

const solveCounter = 'glassgate_solve_requests_total';
const exchangeCounter = 'glassgate_upstream_requests_total';

export interface SumLawParts {
  readonly totals: MetricTotals;
  readonly book: RunBook;
  readonly exchanges: () => number;
  /** Refusals are known from the log alone. */
  readonly seesRefusals: () => boolean;
}

/** Sums since the start. A counter knows no request, so a mismatch names a code and not an id. */
export class SumLaws {
  readonly #parts: SumLawParts;
  #seesAll = true;

  constructor(parts: SumLawParts) {
    this.#parts = parts;
  }

  async judge(): Promise<Verdict[]> {
    const { totals, book, exchanges, seesRefusals } = this.#parts;
    // What was refused while the log was silent is missing in the sums from then on.
    this.#seesAll &&= seesRefusals();
    // Compared as soon as it is read: the next request may end meanwhile.
    const counter = this.#judgeCounter(byCode(await totals.read(solveCounter)), book);
    const calls = sum((await totals.read(exchangeCounter)).map(({ value }) => value));
    const comparison = { what: 'exchanges with workers', expected: exchanges(), found: calls };
    const mismatches = compared('exchanges', comparison);
    return [counter, { law: 'exchanges', checked: comparison.expected, mismatches }];
  }

  #judgeCounter(counted: ReadonlyMap<string, number>, { endings }: RunBook): Verdict {
    if (!this.#seesAll) return { law: 'counter', checked: 0, mismatches: [] };
    const mismatches = [...new Set([...counted.keys(), ...endings.keys()])].flatMap((code) =>
      compared('counter', {
        what: `requests with the code ${code}`,
        expected: endings.get(code) ?? 0,
        found: counted.get(code) ?? 0,
      }),
    );
    return { law: 'counter', checked: sum(endings.values()), mismatches };
  }
}

interface Comparison {
  readonly what: string;
  readonly expected: number;
  readonly found: number;
}

function compared(law: LawName, { what, expected, found }: Comparison): Mismatch[] {
  return expected === found
    ? []
    : [{ law, expected, found, text: `${expected} ${what}, the metric says ${found}` }];
}

function byCode(readings: readonly CounterReading[]): ReadonlyMap<string, number> {
  const used = readings.filter(({ value }) => value > 0);
  return new Map(used.map(({ labels, value }) => [String(labels['code']), value]));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
