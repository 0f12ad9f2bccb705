import type { ChatMessage } from 'glassgate/testing';
import { startPrompt } from '../pool.ts';
import { type KillWorld, lostText, openKillWorld, until } from './kill-points.ts';
import { openRows } from './our-books.ts';

interface KillPoint {
  readonly where: string;
  /** Bring the request there. `ask` sends it. */
  readonly reach: (world: KillWorld, ask: () => void) => Promise<void>;
  /** What stands in the chats after the kill and one more request. */
  readonly chats: readonly (readonly string[])[];
  /** What became of the job of the request; undefined when it has none. */
  readonly job: 'failed' | 'succeeded' | undefined;
}

const next = 'next';
const apart = [startPrompt, next];

const points: readonly KillPoint[] = [
  {
    where: 'before the row of its job is stored',
    reach: async ({ worker, stopCommits }, ask) => {
      const { statusCalls } = worker.ledger.counts;
      stopCommits();
      ask();
      await worker.until(({ counts }) => counts.statusCalls > statusCalls);
    },
    chats: [apart],
    job: undefined,
  },
  {
    where: 'after that, before anything is sent',
    reach: async ({ worker, isJobStored }, ask) => {
      worker.script({ rules: [{ kind: 'hang', paths: ['/status'] }] });
      ask();
      await until(() => isJobStored('open'));
    },
    chats: [apart],
    job: 'failed',
  },
  {
    where: 'while the worker has the start prompt',
    reach: async ({ worker }, ask) => {
      worker.script({ rules: [{ kind: 'hang' }] });
      ask();
      await worker.until(({ counts }) => counts.tasks === 1);
    },
    chats: [[startPrompt], apart],
    job: 'failed',
  },
  {
    where: 'when the start prompt is answered, before that is stored',
    reach: async ({ worker, stopCommits }, ask) => {
      worker.script({ rules: [{ kind: 'hang' }] });
      ask();
      await worker.until(({ counts }) => counts.tasks === 1);
      stopCommits();
      worker.release();
      await worker.until(({ posts }) => posts[0]?.endedAtMs !== null);
    },
    chats: [[startPrompt], apart],
    job: 'failed',
  },
  {
    where: 'while the worker has the message',
    reach: async ({ worker }, ask) => {
      worker.script({ rules: [{ kind: 'answer', times: 1 }, { kind: 'hang' }] });
      ask();
      await worker.until(({ counts }) => counts.tasks === 2);
    },
    chats: [[startPrompt, lostText], apart],
    job: 'failed',
  },
  {
    where: 'when the message is answered, before that is stored',
    reach: async ({ worker, stopCommits }, ask) => {
      worker.script({ rules: [{ kind: 'answer', times: 1 }, { kind: 'hang' }] });
      ask();
      await worker.until(({ counts }) => counts.tasks === 2);
      stopCommits();
      worker.release();
      await worker.until(({ posts }) => posts[1]?.endedAtMs !== null);
    },
    chats: [[startPrompt, lostText], apart],
    job: 'failed',
  },
  {
    where: 'when the answer is stored, before the client has it',
    reach: async ({ isJobStored }, ask) => {
      ask();
      await until(() => isJobStored('succeeded'));
    },
    chats: [[startPrompt, lostText, next]],
    job: 'succeeded',
  },
];

const textsOf = (chats: Readonly<Record<string, readonly ChatMessage[]>>) =>
  Object.values(chats).map((messages) => messages.map(({ text }) => text));

describe('a kill', () => {
  it.each(points)(
    '$where: sends nothing twice into one chat',
    async ({ reach, chats, job }) => {
      await using world = await openKillWorld();
      const { pool, worker } = world;
      await world.killAt(reach);

      await using gateway = await pool.start();
      expect(openRows(pool)).toEqual([]);
      expect((await world.ask(gateway, next)).status).toBe(200);

      expect(textsOf(worker.ledger.chats)).toEqual(chats);
      expect(pool.rows(`SELECT status FROM jobs WHERE input_text = '${lostText}'`)).toEqual(
        job === undefined ? [] : [{ status: job }],
      );
    },
    90_000,
  );

  it('after which the request is repeated with its idempotency key: its stored answer is enough', async () => {
    await using world = await openKillWorld();
    const { pool, worker } = world;
    await world.killAt(async ({ isJobStored }, ask) => {
      ask();
      await until(() => isJobStored('succeeded'));
    });

    await using gateway = await pool.start();
    const repeated = await world.ask(gateway, lostText);

    expect(await repeated.json()).toMatchObject({ ok: true, final: { text: `echo: ${lostText}` } });
    expect(repeated.headers.get('idempotency-replayed')).toBe('true');
    expect(textsOf(worker.ledger.chats)).toEqual([[startPrompt, lostText]]);
  }, 90_000);
});
