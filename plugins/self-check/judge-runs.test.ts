import { judgeRuns } from './judge-runs.ts';
import type { Evidence, JobFacts } from './laws.ts';
import { newRun, type SeenRun } from './seen-run.ts';

const row: JobFacts = { job_id: 'j1', status: 'succeeded', error_code: null, attempts: 1 };

function run(changes: Partial<SeenRun> = {}): SeenRun {
  return {
    ...newRun('j1'),
    requestId: 'r1',
    attempts: 1,
    exchanges: 2,
    loggedExchanges: 2,
    lines: 1,
    spans: 1,
    end: { at: 1, code: 'OK', hasRow: true, hasLine: true, hasSpan: true },
    ...changes,
  };
}

function judged(seen: SeenRun, evidence: Partial<Evidence> = {}): string[] {
  const verdicts = judgeRuns([seen], {
    rows: new Map([['j1', row]]),
    recordsOf: () => ({ written: 1, waiting: 0, dropped: 1 }),
    ...evidence,
  });
  return verdicts.flatMap(({ mismatches }) =>
    mismatches.map(({ law, requestId, text }) => `${law} ${requestId}: ${text}`),
  );
}

it('finds nothing where everything is as it should be; a dropped record is accounted for', () => {
  expect(judged(run())).toEqual([]);
});

it.each([
  ['a line', run({ lines: 0 }), {}, ['log_lines r1: 1 lines solve.finished expected, 0 found']],
  ['one line too many', run({ lines: 2 }), {}, ['log_lines r1: 1 lines solve.finished expected, 2 found']],
  ['a span', run({ spans: 0 }), {}, ['spans r1: 1 spans of the job expected, 0 found']],
  ['a row', run(), { rows: new Map() }, ['rows r1: the row of the job is missing']],
  [
    'the end of a row',
    run(),
    { rows: new Map([['j1', { ...row, status: null }]]) },
    ['rows r1: ended with OK, the row says running'],
  ],
  ['an attempt', run({ attempts: 2 }), {}, ['attempts r1: 2 rows of attempts expected, 1 found']],
  ['a record', run({ loggedExchanges: 3 }), {}, ['io_log r1: 3 records in the I/O log expected, 2 found']],
])('names the request that lost %s', (_what, seen, evidence, expected) => {
  expect(judged(seen, evidence)).toEqual(expected);
});

it('asks nothing of what cannot be there', () => {
  const end = { at: 1, code: 'OK', hasRow: false, hasLine: false, hasSpan: false };
  const silent = run({ end, lines: 0, spans: 0, attempts: 0, loggedExchanges: 0 });
  expect(
    judgeRuns([silent], { rows: undefined, recordsOf: () => undefined }).map(({ checked }) => checked),
  ).toEqual([0, 0, 0, 0, 0]);
  expect(judged(run({ end: undefined, lines: 0 }))).toEqual([]);
  expect(judged(run(), { rows: undefined, recordsOf: () => undefined })).toEqual([]);
});
