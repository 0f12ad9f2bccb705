import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { Decision, RecordedDecision } from '../plugin-api/journal.ts';
import type { Note } from '../plugin-api/note.ts';
import type { CallContext } from '../plugin-api/stage.ts';

/** What a stage knows of its request, without a gateway around it. It logs nothing. */
export function makeCall(overrides: Partial<CallContext> = {}): CallContext {
  const notes = new Map<string, unknown[]>();
  const decisions: RecordedDecision[] = [];
  const { requestId = 'request-1', chain = 'solve', stage = 'test', attempt = 1 } = overrides;
  // What was noted under a note has the type of that note.
  const all = <T>(note: Note<T>) => (notes.get(note.id) ?? []) as T[];
  return {
    requestId,
    chain,
    stage,
    attempt,
    signal: new AbortController().signal,
    log: pino({ level: 'silent' }),
    journal: {
      runId: randomUUID(),
      requestId,
      chain,
      startedAt: new Date(),
      traceId: undefined,
      decisions,
      timeline: () => [],
      all,
      latest: (note) => all(note).at(-1),
    },
    decide: (decision: Decision) => {
      decisions.push({ ...decision, stage, attempt, atMs: 0 });
    },
    span: undefined,
    link: () => undefined,
    annotate: () => undefined,
    annotateRun: () => undefined,
    event: () => undefined,
    within: (_child, body) => body({ annotate: () => undefined }),
    note: (note, value) => {
      notes.set(note.id, [...all(note), value]);
    },
    ...overrides,
  };
}
