import type { RecordedDecision } from 'glassgate/plugin-api';
import type { JobRecord } from './job-record.ts';
import type { JobTimelineEntry } from './running-job.ts';
import type { JobRow } from './tables.ts';
import { whereTimeWent } from './where-time-went.ts';

interface Given {
  readonly row?: Partial<JobRow>;
  readonly totalMs?: number | null;
  readonly timeline?: readonly JobTimelineEntry[];
  readonly passedOver?: readonly (readonly [subject: string, id: string, reason: string])[];
}

function sentence({ row, totalMs = 4210, timeline = [], passedOver = [] }: Given): string {
  const decisions = passedOver.map(
    ([subject, id, reason]): RecordedDecision => ({
      subject,
      chosen: 'other',
      reason: '',
      considered: [
        { id, verdict: 'passed_over', reason },
        { id: 'other', verdict: 'chosen', reason: 'free' },
      ],
      stage: 'selector',
      attempt: 1,
      atMs: 0,
    }),
  );
  const record = {
    row: { status: 'succeeded', unaccounted_ms: null, ...row } as JobRow,
    totalMs,
    timeline,
    decisions,
    exchanges: { items: [], left_out: 0 },
    met: {},
  } satisfies JobRecord;
  return whereTimeWent(record);
}

const entry = (stage: string, selfMs: number, more: Partial<JobTimelineEntry> = {}): JobTimelineEntry => ({
  stage,
  attempt: 1,
  startMs: 0,
  selfMs,
  outcome: 'ok',
  ...more,
});
const inContainer = (containerId: string, containerAttempt: number) => ({ containerId, containerAttempt });

describe('whereTimeWent', () => {
  it('names the stages that took the time, the container and what was passed over', () => {
    const timeline = [
      entry('jobs', 1),
      entry('chat', 20, inContainer('camoufox-1', 1)),
      entry('chat', 126, inContainer('camoufox-2', 2)),
      entry('upstream', 4042, inContainer('camoufox-2', 2)),
    ];
    const passedOver = [['container', 'camoufox-1', 'busy']] as const;
    expect(sentence({ timeline, passedOver })).toBe(
      'Answered after 4.21 s: 96 % in upstream (camoufox-2, 2nd attempt), 3 % in chat; camoufox-1 was passed over: busy.',
    );
  });

  it('keeps containers apart', () => {
    const timeline = [
      entry('chat', 2105, inContainer('c1', 1)),
      entry('chat', 842, inContainer('c2', 2)),
      entry('upstream', 1263, inContainer('c2', 2)),
    ];
    expect(sentence({ timeline })).toBe(
      'Answered after 4.21 s: 50 % in chat (c1), 30 % in upstream (c2, 2nd attempt), 20 % in chat.',
    );
  });

  it('says why a job was refused', () => {
    const row = {
      status: 'failed',
      error_code: 'CONTAINER_BUSY',
      error_message: 'No container that the profile may use is free.',
    } as const;
    const timeline = [entry('selector', 9)];
    const passedOver = [
      ['container', 'c1', 'busy'],
      ['container', 'c2', 'unreachable: refused'],
    ] as const;
    expect(sentence({ row, totalMs: 12, timeline, passedOver })).toBe(
      'Refused after 12 ms with CONTAINER_BUSY: No container that the profile may use is free; 75 % in selector; c1 was passed over: busy; c2 was passed over: unreachable: refused.',
    );
  });

  it.each([
    ['UPSTREAM_ERROR', 'Failed after 4.21 s with UPSTREAM_ERROR: Why.'],
    ['INTERNAL_ERROR', 'Failed after 4.21 s with INTERNAL_ERROR: Why.'],
    ['INVALID_REQUEST', 'Refused after 4.21 s with INVALID_REQUEST: Why.'],
    ['CLIENT_CANCELED', 'Canceled after 4.21 s with CLIENT_CANCELED: Why.'],
    ['OF_ANOTHER_VERSION', 'Failed after 4.21 s with OF_ANOTHER_VERSION: Why.'],
  ])('tells of %s', (error_code, expected) => {
    expect(sentence({ row: { status: 'failed', error_code, error_message: 'Why.' } })).toBe(expected);
  });

  it('says where a job is that runs', () => {
    const timeline = [
      entry('jobs', 1, { outcome: undefined }),
      entry('upstream', 12_000, { outcome: undefined, ...inContainer('c1', 1) }),
    ];
    expect(sentence({ row: { status: null }, totalMs: 12_345, timeline })).toBe(
      'Running for 12.3 s, now in upstream (c1): 97 % in upstream (c1).',
    );
    const row = { status: null, started_at: '2026-11-20T18:00:00.000000+00:00' } as const;
    expect(sentence({ row, totalMs: null })).toBe('Running since 2026-11-20T18:00:00.000000+00:00.');
  });

  it('tells of time that no stage accounts for', () => {
    expect(sentence({ row: { unaccounted_ms: 842 }, timeline: [entry('chat', 3368)] })).toBe(
      'Answered after 4.21 s: 80 % in chat, 20 % outside the stages.',
    );
  });

  it('says each thing once, with its last reason, and no more than three', () => {
    const passedOver = [
      ['container', 'c1', 'busy'],
      ['container', 'c1', 'answered 423.'],
      ['profile', 'p1', 'in use'],
      ['container', 'c2', 'busy'],
      ['container', 'c3', 'busy'],
      ['container', 'c4', 'busy'],
    ] as const;
    expect(sentence({ passedOver })).toBe(
      'Answered after 4.21 s: c1 was passed over: answered 423; p1 was passed over: in use; c2 was passed over: busy; and 2 more.',
    );
  });

  it.each([
    [0.4, '0 ms'],
    [999.4, '999 ms'],
    [1000, '1.00 s'],
    [12_345, '12.3 s'],
  ])('writes %d ms as %s', (totalMs, text) => {
    expect(sentence({ totalMs })).toBe(`Answered after ${text}.`);
  });

  it.each([
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [21, '21st'],
  ])('counts attempt %d as %s', (attempt, ordinal) => {
    const timeline = [entry('upstream', 4210, inContainer('c1', attempt))];
    expect(sentence({ timeline })).toBe(`Answered after 4.21 s: 100 % in upstream (c1, ${ordinal} attempt).`);
  });
});
