import {
  type ExchangeEvent,
  GlassgateError,
  notes,
  type SolveAnswer,
  type SolveRequest,
} from 'glassgate/plugin-api';
import { makeCall, openTestStore } from 'glassgate/testing';
import { AttemptLedger } from './attempt-ledger.ts';
import { IdempotentRequests } from './idempotency.ts';
import { JobLedger } from './job-ledger.ts';
import { RawJson } from './raw-json.ts';
import { replayJob } from './replay.ts';
import { RunningJobs } from './running-jobs.ts';
import { attemptsTable, jobsTable } from './tables.ts';

const prompt = { id: 'default', defaultMaxChatUses: 50, text: async () => '' };

interface Asked {
  readonly fingerprint?: string;
  readonly client?: string;
  /** What happened to the messages to workers. */
  readonly exchanges?: readonly Partial<ExchangeEvent>[];
  readonly perform?: () => Promise<SolveAnswer>;
}

const exchange = { method: 'POST', path: '/', startedAt: new Date(), error: null } as ExchangeEvent;

async function openDoor() {
  const opened = await openTestStore(jobsTable, attemptsTable);
  const [jobRows, attemptRows] = [opened.store.table(jobsTable), opened.store.table(attemptsTable)];
  const running = new RunningJobs();
  const ledger = new JobLedger({ repository: jobRows, running });
  const attempts = new AttemptLedger(attemptRows, new RawJson());
  const results: string[] = [];
  const requests = new IdempotentRequests({
    jobs: jobRows,
    requests: { increment: ({ result }) => results.push(result) },
    spanOf: () => undefined,
    replay: (call, row) => replayJob(call, row, attemptRows),
  });
  /** One request with the key `k1`, and the rows that a real one would leave. */
  const ask = ({
    fingerprint = 'f1',
    client,
    exchanges = [],
    perform = async () => ({ text: 'hello', raw: [] }),
  }: Asked = {}) => {
    const call = makeCall({ requestId: 'k1' });
    const sentBy = client === undefined ? {} : { client: { name: client } };
    const idempotency = { key: 'k1', fingerprint };
    const request = { text: 'hi', idempotency, ...sentBy } as SolveRequest;
    const answer = requests.once(call, { ...idempotency, client }, async () => {
      ledger.open(call.journal, { request, prompt });
      const event = {
        stage: 's',
        attempt: 1,
        journal: call.journal,
        read: () => undefined,
        noted: call.journal.latest,
      };
      attempts.open(event, 'c1');
      call.note(notes.profile, { profileId: 'p1', proxyId: 's1', proxyUrl: undefined });
      call.note(notes.container, { containerId: 'c1' });
      call.note(notes.chat, { chatSessionId: 7, chatId: 'x', pageUrl: 'https://h/c/x' });
      const runId = call.journal.runId;
      for (const seen of exchanges) running.saw({ ...exchange, ...seen, runId });
      try {
        const done = await perform();
        attempts.close({ ...event, answer: done, error: undefined });
        ledger.succeed(call.journal, done);
        return done;
      } catch (error) {
        ledger.fail(call.journal, error as Parameters<JobLedger['fail']>[1]);
        throw error;
      } finally {
        await opened.store.committed();
      }
    });
    answer.catch(() => undefined);
    return { answer, call };
  };
  return { ask, results, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

describe('IdempotentRequests', () => {
  it('answers a repetition from the row, with what is known of the first', async () => {
    await using door = await openDoor();
    const first = door.ask();
    await first.answer;

    const { answer, call } = door.ask({ perform: () => Promise.reject(new Error('performed twice')) });

    const jobId = first.call.journal.runId;
    expect(await answer).toEqual({ text: 'hello', raw: [] });
    expect(call.journal.latest(notes.replay)).toEqual({ jobId });
    expect(call.journal.latest(notes.job)).toEqual({ jobId });
    expect(call.journal.latest(notes.profile)).toMatchObject({ profileId: 'p1', proxyId: 's1' });
    expect(call.journal.all(notes.container)).toEqual([{ containerId: 'c1' }]);
    expect(call.journal.latest(notes.chat)).toEqual({
      chatSessionId: 7,
      chatId: 'x',
      pageUrl: 'https://h/c/x',
    });
    expect(door.results).toEqual(['performed', 'replayed']);
  });

  it('refuses another request with the same key', async () => {
    await using door = await openDoor();
    const first = door.ask();
    await first.answer;

    await expect(door.ask({ fingerprint: 'f2' }).answer).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
      details: { job_id: first.call.journal.runId },
    });
  });

  it('performs one of many that come at once, and tells the others to wait', async () => {
    await using door = await openDoor();
    const gate = Promise.withResolvers<SolveAnswer>();
    const asked = Array.from({ length: 20 }, () => door.ask({ perform: () => gate.promise }));
    const other = door.ask({ fingerprint: 'f2' });

    const refused = await Promise.allSettled([...asked.slice(1), other].map(({ answer }) => answer));
    gate.resolve({ text: 'hello', raw: [] });

    const reasons = refused.map((end) => (end.status === 'rejected' ? end.reason : end));
    const inProgress = { code: 'IDEMPOTENCY_IN_PROGRESS', details: { retry_after_seconds: 1 } };
    expect(reasons.slice(0, 19)).toMatchObject(Array.from({ length: 19 }, () => inProgress));
    expect(reasons[19]).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await asked[0]?.answer).toMatchObject({ text: 'hello' });
    expect(door.results.filter((result) => result === 'performed')).toHaveLength(1);
  });

  it('answers all of many repetitions that come at once', async () => {
    await using door = await openDoor();
    await door.ask().answer;

    const answers = await Promise.all(Array.from({ length: 20 }, () => door.ask().answer));

    expect(answers.every(({ text }) => text === 'hello')).toBe(true);
    expect(door.results.filter((result) => result === 'replayed')).toHaveLength(20);
  });

  it.each<[string, Partial<ExchangeEvent>[]]>([
    ['sent nothing', []],
    ['asked a busy worker', [{ status: 423 }]],
    ['reached no worker', [{ status: null, failure: 'refused' }]],
  ])('performs a request again that %s, also with another body', async (_, exchanges) => {
    await using door = await openDoor();
    const perform = () => Promise.reject(new GlassgateError('CONTAINER_BUSY', 'No.'));
    await expect(door.ask({ exchanges, perform }).answer).rejects.toThrow('No.');

    expect(await door.ask({ fingerprint: 'f2' }).answer).toEqual({ text: 'hello', raw: [] });
  });

  it.each<[string, Partial<ExchangeEvent>[]]>([
    ['was cut off', [{ status: null, failure: 'read_timeout' }]],
    ['met with a 500', [{ status: 500 }]],
    ['was executed in part', [{ status: 200 }, { status: 423 }]],
  ])('never performs a request again whose message %s', async (_, exchanges) => {
    await using door = await openDoor();
    const perform = () => Promise.reject(new GlassgateError('UPSTREAM_ERROR', 'No.'));
    const first = door.ask({ exchanges, perform });
    await expect(first.answer).rejects.toThrow('No.');

    const repeat = door.ask({ perform: () => Promise.reject(new Error('performed twice')) });

    await expect(repeat.answer).rejects.toMatchObject({
      code: 'IDEMPOTENCY_UNCERTAIN',
      message: expect.stringContaining('Use a new key'),
      details: {
        job_id: first.call.journal.runId,
        error: { code: 'UPSTREAM_ERROR', message: 'No.' },
      },
    });
    await expect(door.ask({ fingerprint: 'f2' }).answer).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    expect(door.results).toEqual(['performed', 'uncertain', 'conflict']);
  });

  it('keeps the keys of different clients apart', async () => {
    await using door = await openDoor();
    await door.ask({ client: 'alice' }).answer;

    const isReplayed = async ({ answer, call }: ReturnType<typeof door.ask>) => {
      await answer;
      return call.journal.latest(notes.replay) !== undefined;
    };
    expect(await isReplayed(door.ask({ client: 'bob', fingerprint: 'f2' }))).toBe(false);
    expect(await isReplayed(door.ask({ fingerprint: 'f3' }))).toBe(false);
    expect(await isReplayed(door.ask({ client: 'alice' }))).toBe(true);
  });
});
