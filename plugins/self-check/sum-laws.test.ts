import type { MetricTotals } from 'glassgate/plugin-api';
import { RunBook } from './run-book.ts';
import { SumLaws } from './sum-laws.ts';

function totalsOf(solves: Readonly<Record<string, number>>, calls: number): MetricTotals {
  const readings = Object.entries(solves).map(([code, value]) => ({ labels: { code }, value }));
  return {
    read: async (name) => (name.includes('solve') ? readings : [{ labels: {}, value: calls }]),
  };
}

function bookWith(...codes: readonly string[]): RunBook {
  const book = new RunBook({ maxRuns: 10 });
  for (const code of codes) book.refused(code);
  return book;
}

async function mismatches(parts: { totals: MetricTotals; book: RunBook; seesRefusals?: () => boolean }) {
  const sums = new SumLaws({ exchanges: () => 3, seesRefusals: () => true, ...parts });
  return (await sums.judge()).flatMap((verdict) => verdict.mismatches.map(({ text }) => text));
}

it('finds sums that agree', async () => {
  const book = bookWith('OK', 'OK', 'INVALID_REQUEST');
  expect(await mismatches({ totals: totalsOf({ OK: 2, INVALID_REQUEST: 1, TIMEOUT: 0 }, 3), book })).toEqual(
    [],
  );
});

it('names the code that was counted too often, or not at all', async () => {
  const totals = totalsOf({ OK: 3 }, 2);
  expect(await mismatches({ totals, book: bookWith('OK', 'OK', 'FORBIDDEN') })).toEqual([
    '2 requests with the code OK, the metric says 3',
    '1 requests with the code FORBIDDEN, the metric says 0',
    '3 exchanges with workers, the metric says 2',
  ]);
});

it('does not compare what it could not see', async () => {
  const totals = totalsOf({ OK: 3 }, 3);
  expect(await mismatches({ totals, book: bookWith(), seesRefusals: () => false })).toEqual([]);
});
