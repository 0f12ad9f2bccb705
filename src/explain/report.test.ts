import type { Explanation } from './explanation.ts';
import { createPaint } from './paint.ts';
import { report } from './report.ts';
import { waterfall } from './waterfall.ts';

const paint = createPaint(false);
const span = (name: string, depth: number, [start_ms, duration_ms]: [number, number], attributes = {}) => ({
  ...{ name, depth, start_ms, duration_ms, attributes },
  status: 'error.type' in attributes ? 'error' : 'unset',
});

function explanation(changes: Partial<Explanation> = {}): Explanation {
  return {
    summary: 'Answered after 100 ms: 90 % in upstream (c1).',
    job: {
      job_id: 'j1',
      request_id: 'r1',
      trace_id: 't1',
      status: 'succeeded',
      profile_id: 'p1',
      container_ids_used: ['c1'],
      started_at: '2026-01-01T00:00:00.000000+00:00',
      total_ms: 100,
      unaccounted_ms: 2,
    },
    timeline: [
      { stage: 'lock', attempt: 1, container_id: null, start_ms: 0, self_ms: 8, outcome: 'ok', code: null },
      {
        stage: 'upstream',
        attempt: 2,
        container_id: 'c1',
        start_ms: 10,
        self_ms: 90,
        outcome: 'ok',
        code: null,
      },
    ],
    decisions: [
      {
        stage: 'selector',
        at_ms: 9,
        subject: 'container',
        chosen: 'c1',
        reason: 'the only one',
        considered: [
          { id: 'c1', verdict: 'chosen', reason: 'the only one' },
          { id: 'c2', verdict: 'passed_over', reason: 'busy' },
        ],
      },
    ],
    queue: { position: 2, wait_ms: 5 },
    blocked_by: [{ profile_id: 'p1', request_id: 'r0', job_id: 'j0', trace_id: null, since: 'noon' }],
    spans: [
      span('POST /v1/solve', 0, [0, 100]),
      span('stage upstream', 1, [10, 40], { 'error.type': 'UPSTREAM_ERROR', 'glassgate.container.id': 'c1' }),
      span('stage upstream', 1, [50, 50]),
    ],
    logs: [
      { time: '2026-01-01T12:34:56.789Z', level: 'warn', event: 'upstream.retry', msg: 'again', waitMs: 500 },
    ],
    io_log: [
      {
        container_id: 'c1',
        seq: 7,
        operation: 'analyze',
        state: 'written',
        file: '/io/c1.jsonl',
        offset: 12,
        bytes: 34,
      },
      {
        container_id: 'c1',
        seq: 8,
        operation: 'analyze',
        state: 'rotated',
        file: null,
        offset: null,
        bytes: 0,
      },
    ],
    missing: ['Spans: 3 more did not fit.'],
    others: [{ job_id: 'j2', status: 'failed', started_at: 'before' }],
    ...changes,
  };
}

it('draws each span where it was, scaled to the width', () => {
  const lines = waterfall(explanation(), { width: 70, paint });
  const bars = lines.map((line) => line.slice(16 + 1 + 10 + 2));

  expect(lines.map((line) => line.slice(0, 27))).toEqual([
    'POST /v1/solve       100 ms',
    '  stage upstream    40.0 ms',
    '  stage upstream    50.0 ms',
  ]);
  const room = bars[0]?.length ?? 0;
  expect(bars[0]).toBe('█'.repeat(room));
  expect(bars[1]).toBe(
    `${' '.repeat(Math.round(room / 10))}${'█'.repeat(Math.round(room / 2) - Math.round(room / 10))} c1 UPSTREAM_ERROR`,
  );
  expect(bars[2]).toBe(' '.repeat(Math.round(room / 2)) + '█'.repeat(room - Math.round(room / 2)));
});

it('draws the stages where there are no spans', () => {
  const lines = waterfall(explanation({ spans: [] }), { width: 80, paint });
  expect(lines[1]).toMatch(/^upstream \(2\) +90\.0 ms {2} +█+ c1$/);
});

it('says in words what was decided, waited for, logged, written and lost', () => {
  const text = report(explanation(), { width: 80, paint, showsBodies: true });

  for (const line of [
    'Answered after 100 ms: 90 % in upstream (c1).',
    '  +9.0 ms selector chose container c1: the only one; passed over: c2 (busy)',
    '  5.0 ms in the queue, from place 2',
    '  profile p1 was held by request r0 since noon (job j0)',
    '  12:34:56.789 warn  upstream.retry again waitMs=500',
    '  analyze to c1, record 7: /io/c1.jsonl:12, 34 bytes',
    '  analyze to c1, record 8: rotated',
    '  Spans: 3 more did not fit.',
    '  j2 failed before',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect(text).toMatch(/upstream +90\.0 ms +90 %/);
});

it('prints what was said to a worker, shortened, unless it shall not', () => {
  const [written] = explanation().io_log;
  if (written === undefined) throw new Error('no record');
  const record = { method: 'POST', path: '/analyze', status_code: 500, duration_ms: 70, error: null };
  const request = { text: 'x'.repeat(400) };
  const answered = {
    ...written,
    record: { ...record, request, response: { error: 'status\u001b[31m 500' } },
  };
  const failure = { status_code: null, error: 'reset', request: { text: 'hi' }, response: null };
  const io_log = [answered, { ...written, record: { ...record, ...failure } }, { ...written, record: null }];
  const told = (showsBodies: boolean) =>
    report(explanation({ io_log }), { width: 80, paint, showsBodies })
      .split('I/O log\n')[1]
      ?.split('\n\n')[0];

  expect(told(true)?.split('\n')).toEqual([
    '  POST /analyze to c1: 500 in 70 ms; /io/c1.jsonl:12, 34 bytes',
    `    request  {"text":"${'x'.repeat(290)}…`,
    '    response {"error":"status\\u001b[31m 500"}',
    '  POST /analyze to c1: no answer (reset) in 70 ms; /io/c1.jsonl:12, 34 bytes',
    '    request  {"text":"hi"}',
    '  analyze to c1, record 7: /io/c1.jsonl:12, 34 bytes',
  ]);
  expect(told(false)?.split('\n')).toEqual([
    '  POST /analyze to c1: 500 in 70 ms; /io/c1.jsonl:12, 34 bytes',
    '  POST /analyze to c1: no answer (reset) in 70 ms; /io/c1.jsonl:12, 34 bytes',
    '  analyze to c1, record 7: /io/c1.jsonl:12, 34 bytes',
  ]);
});

it('speaks of the queue, of chats and of settings in words of their own', () => {
  const decided = { at_ms: 1, considered: [] };
  const timeline = ['queue', 'lock', 'chat'].map((stage, index) => ({
    ...{ stage, attempt: 1, container_id: null, start_ms: 0, outcome: 'ok', code: null },
    self_ms: index === 0 ? 99 : 0.2,
  }));
  const details = { a: 'x'.repeat(400), b: 1 };
  const given = explanation({
    job: { ...explanation().job, status: 'running', unaccounted_ms: null },
    timeline,
    queue: { position: 2, wait_ms: 0 },
    decisions: [
      { ...decided, stage: 'queue', subject: 'queue', chosen: 'wait', reason: 'waits for a profile' },
      { ...decided, stage: 'queue', subject: 'queue', chosen: null, reason: 'left after 0.60 s: timeout' },
      { ...decided, stage: 'chat', subject: 'chat', chosen: '4', reason: 'reused' },
      { ...decided, stage: 'profile', subject: 'profile', chosen: 'p1', reason: 'named by the client' },
    ],
    logs: [{ time: '2026-01-01T12:34:56.789Z', level: 'warn', event: 'e', msg: 'm', details }],
    sources: { trace: 'partial', io_log: 'off' },
    missing: ['Spans: 3 more did not fit.', 'I/O log: it is off.'],
  });

  const text = report(given, { width: 80, paint, showsBodies: true });

  for (const line of [
    '  99.0 ms in the queue, from place 2',
    '  +1.0 ms queue: waits for a profile',
    '  +1.0 ms queue: left after 0.60 s: timeout',
    '  +1.0 ms chat took session 4: reused',
    '  +1.0 ms profile chose p1: named by the client',
    '  12:34:56.789 warn  e m details={a, b}',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect(text).toContain('Missing\n  Spans: 3 more did not fit.\n\nNot recorded\n  I/O log: it is off.');
  expect(text).toMatch(/2 others below 1 % +0\.4 ms/);
  expect(text).not.toMatch(/^ {2}lock/m);
});

it('colours on request only, and lets nobody else write to the terminal', () => {
  const evil = explanation({
    summary: 'a\u001b[2Jb\u202e',
    logs: [{ time: '', level: 'info', msg: '\u001b]0;x\u0007\n' }],
  });

  expect(report(evil, { width: 80, paint, showsBodies: true })).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
  const colourful = report(explanation(), { width: 80, paint: createPaint(true), showsBodies: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
  expect(colourful).toMatch(/\u001b\[36m█+\u001b\[39m/);
});

it('survives a job that has not begun to take time', () => {
  const empty = explanation({ spans: [], timeline: [], decisions: [], logs: [], io_log: [] });
  const job = { ...empty.job, total_ms: 0, unaccounted_ms: null };
  expect(report({ ...empty, job }, { width: 60, paint, showsBodies: true })).toContain('job        j1');
});
