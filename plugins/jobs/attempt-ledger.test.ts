import {
  type AttemptEndedEvent,
  type AttemptEvent,
  GlassgateError,
  type Journal,
  notes,
} from 'glassgate/plugin-api';
import { makeCall, openTestStore } from 'glassgate/testing';
import { AttemptLedger } from './attempt-ledger.ts';
import { RawJson } from './raw-json.ts';
import { attemptsTable } from './tables.ts';

function started(journal: Journal, attempt: number): AttemptEvent {
  return { stage: 'selector', attempt, journal, read: () => undefined, noted: journal.latest };
}

function ended(journal: Journal, attempt: number, how: Partial<AttemptEndedEvent>): AttemptEndedEvent {
  return { ...started(journal, attempt), answer: undefined, error: undefined, ...how };
}

async function openLedger() {
  const opened = await openTestStore(attemptsTable);
  const repository = opened.store.table(attemptsTable);
  return {
    attempts: new AttemptLedger(repository, new RawJson()),
    rows: async () => {
      await opened.store.committed();
      return repository.find({ order: [['attempt', 'asc']] });
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

describe('AttemptLedger', () => {
  it('closes each attempt with what became of it', async () => {
    await using world = await openLedger();
    const call = makeCall();
    const { journal } = call;
    call.note(notes.profile, { profileId: 'p1', proxyId: undefined, proxyUrl: undefined });
    world.attempts.open(started(journal, 1), 'c1');
    world.attempts.close(ended(journal, 1, { error: new GlassgateError('CONTAINER_BUSY', 'Busy.') }));
    world.attempts.open(started(journal, 2), 'c2');
    call.note(notes.chat, { chatSessionId: 7, chatId: 'x', pageUrl: 'https://chat.qwen.ai/c/x' });
    world.attempts.close(ended(journal, 2, { answer: { text: 'hello', raw: [{ text: 'hello' }] } }));

    expect(await world.rows()).toMatchObject([
      {
        attempt: 1,
        job_id: journal.runId,
        container_id: 'c1',
        role: 'single',
        profile_id: 'p1',
        socks_id: null,
        status: 'failed',
        error_code: 'CONTAINER_BUSY',
        error_message: 'Busy.',
        result_text: null,
        chat_session_id: null,
      },
      {
        attempt: 2,
        container_id: 'c2',
        status: 'succeeded',
        error_code: null,
        result_text: 'hello',
        result_raw_json: '{"text":"hello"}',
        chat_id: 'x',
        chat_session_id: '7',
        finished_at: expect.any(String),
      },
    ]);
  });

  it('has the row of an attempt in memory until it ended, and keeps requests apart', async () => {
    await using world = await openLedger();
    const [first, second] = [makeCall().journal, makeCall().journal];
    const row = world.attempts.open(started(first, 1), 'c1');
    world.attempts.close(ended(second, 1, { answer: { text: '', raw: [] } }));

    expect(await world.rows()).toEqual([]);
    expect(world.attempts.running(second)).toEqual([]);
    expect(world.attempts.running(first)).toEqual([row]);
    expect(row).toMatchObject({ container_id: 'c1', status: null, finished_at: null });

    world.attempts.close(ended(first, 1, { answer: { text: '', raw: [] } }));
    expect(world.attempts.running(first)).toEqual([]);
    expect(await world.rows()).toMatchObject([{ attempt_id: row.attempt_id, status: 'succeeded' }]);
  });

  it('masks passwords in what it writes down', async () => {
    await using world = await openLedger();
    const { journal } = makeCall();
    world.attempts.open(started(journal, 1), 'c1');
    const error = new GlassgateError('UPSTREAM_ERROR', 'No proxy http://u:secret@h.');
    world.attempts.close(ended(journal, 1, { error }));
    expect(await world.rows()).toMatchObject([{ error_message: 'No proxy http://u:***@h.' }]);
  });
});
