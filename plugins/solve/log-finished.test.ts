import { GlassgateError, type Journal, notes } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { pino } from 'pino';
import { logFinished } from './log-finished.ts';
import type { Facts } from './run-facts.ts';

interface Ended {
  readonly error?: GlassgateError;
  readonly facts?: Facts;
}

function logged(journal: Journal, { error, facts }: Ended = {}): Record<string, unknown> {
  const lines: string[] = [];
  const log = pino(
    { formatters: { level: (level) => ({ level }) } },
    { write: (line) => void lines.push(line) },
  );
  logFinished(log, { journal, totalMs: 12.3456, overheadMs: 1.239, error, facts });
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('logFinished', () => {
  it('sums the time of each stage over its attempts', () => {
    const call = makeCall({ requestId: 'r1' });
    call.note(notes.container, { containerId: 'c1' });
    const timeline = [
      { stage: 'chat', selfMs: 1.111 },
      { stage: 'upstream', selfMs: 2 },
      { stage: 'chat', selfMs: 3.333 },
    ].map((entry) => ({ ...entry, attempt: 1, startMs: 0, outcome: 'ok' as const }));
    expect(logged({ ...call.journal, timeline: () => timeline })).toMatchObject({
      level: 'info',
      msg: 'solve finished',
      request_id: 'r1',
      job_id: call.journal.runId,
      code: 'OK',
      duration_ms: 12.35,
      overhead_ms: 1.24,
      container_ids: ['c1'],
      stages_ms: { chat: 4.44, upstream: 2 },
    });
  });

  it('has whatever the span of the run has', () => {
    const call = makeCall();
    for (const containerId of ['c1', 'c2', 'c1']) call.note(notes.container, { containerId });
    call.note(notes.profile, { profileId: 'p1', proxyId: 's1', proxyUrl: 'socks5://u:***@h:1' });
    call.note(notes.chatChoice, { isReused: true });
    call.note(notes.queue, { position: 2, waitMs: 7.1234 });
    const timeline = [1, 2, 3].map((attempt) => ({
      stage: 'chat',
      attempt,
      selfMs: 1,
      startMs: 0,
      outcome: 'ok' as const,
    }));
    const facts = { promptId: 'default', inputKind: 'both', inputChars: 5, outputChars: 9 } as const;
    const line = logged({ ...call.journal, timeline: () => timeline }, { facts });
    expect(line).toMatchObject({
      prompt_id: 'default',
      profile_id: 'p1',
      socks_id: 's1',
      input_kind: 'both',
      input_chars: 5,
      output_chars: 9,
      attempts: 3,
      container_ids: ['c1', 'c2'],
      chat_reused: true,
      queue_position: 2,
      queue_wait_ms: 7.12,
    });
    expect(JSON.stringify(line)).not.toContain('socks5');
  });

  it.each([
    ['CONTAINER_BUSY', 'warn'],
    ['UPSTREAM_ERROR', 'warn'],
    ['INTERNAL_ERROR', 'error'],
  ] as const)('logs %s as %s, with its reason', (code, level) => {
    const line = logged(makeCall().journal, { error: new GlassgateError(code, 'It went wrong.') });
    expect(line).toMatchObject({ level, msg: 'solve failed', code });
    expect(JSON.stringify(line)).toContain('It went wrong.');
  });
});
