import { GlassgateError, type Journal, notes } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { pino } from 'pino';
import { logFinished } from './log-finished.ts';

function logged(journal: Journal, error?: GlassgateError): Record<string, unknown> {
  const lines: string[] = [];
  const log = pino(
    { formatters: { level: (level) => ({ level }) } },
    { write: (line) => void lines.push(line) },
  );
  logFinished(log, { journal, totalMs: 12.3456, error });
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
      container_ids: ['c1'],
      stages_ms: { chat: 4.44, upstream: 2 },
    });
  });

  it.each([
    ['CONTAINER_BUSY', 'warn'],
    ['UPSTREAM_ERROR', 'warn'],
    ['INTERNAL_ERROR', 'error'],
  ] as const)('logs %s as %s, with its reason', (code, level) => {
    const line = logged(makeCall().journal, new GlassgateError(code, 'It went wrong.'));
    expect(line).toMatchObject({ level, msg: 'solve failed', code });
    expect(JSON.stringify(line)).toContain('It went wrong.');
  });
});
