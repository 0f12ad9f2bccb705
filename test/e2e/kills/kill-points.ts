import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayProcess, TestWorker } from 'glassgate/testing';
import { openPool, type Pool } from '../pool.ts';

export const lostText = 'lost';

/** A gateway process with one worker, whose only request can be stopped wherever a kill may hit it. */
export interface KillWorld extends AsyncDisposable {
  readonly pool: Pool;
  readonly worker: TestWorker;
  /** The request under way is the first with this text. */
  readonly isJobStored: (status: 'open' | 'succeeded') => boolean;
  /** Let no commit of the gateway through, until the world ends. */
  stopCommits(): void;
  /** Start, bring the request to a point, kill the gateway there, and let everything go on. */
  killAt(reach: (world: KillWorld, ask: () => void) => Promise<void>): Promise<void>;
  ask(gateway: GatewayProcess, text: string): Promise<Response>;
}

/** Keeps back the first answer that has passed all other plugins: it is stored and not sent. */
const holdsBack = `
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definePlugin, solveAnswer } from 'glassgate/plugin-api';

export default definePlugin({
  name: 'holds-back',
  answer: solveAnswer,
  before: ['jobs'],
  setup: ({ baseDir }) => ({
    async stage(call, next) {
      const answer = await next();
      const marker = join(baseDir, 'held');
      if (answer.text !== 'echo: ${lostText}' || existsSync(marker)) return answer;
      writeFileSync(marker, '');
      return new Promise((_resolve, reject) => {
        call.signal.addEventListener('abort', () => reject(call.signal.reason));
      });
    },
  }),
});
`;

export async function openKillWorld(): Promise<KillWorld> {
  await using opened = new AsyncDisposableStack();
  const plugins = [
    'solve',
    'prompt',
    './holds-back.ts',
    'jobs',
    'profile',
    'lock',
    'selector',
    'chat',
    'upstream',
  ];
  const pool = opened.use(await openPool({ config: { plugins }, files: { 'holds-back.ts': holdsBack } }));
  const [worker] = pool.workers;
  if (worker === undefined) throw new Error('The pool has no worker.');
  let database: DatabaseSync | undefined;
  const letCommitsGo = () => {
    database?.close();
    database = undefined;
  };
  opened.defer(letCommitsGo);
  const running = opened.move();

  const world: KillWorld = {
    pool,
    worker,
    isJobStored: (status) =>
      pool.rows(`SELECT 1 FROM jobs WHERE status IS ${status === 'open' ? 'NULL' : `'${status}'`}`).length >
      0,
    stopCommits: () => {
      database = new DatabaseSync(pool.sqlitePath);
      database.exec('BEGIN IMMEDIATE');
    },
    killAt: async (reach) => {
      await using gateway = await pool.start();
      const lost: Promise<unknown>[] = [];
      await reach(world, () => lost.push(world.ask(gateway, lostText).catch(() => 'lost')));
      await gateway.kill();
      expect(await Promise.all(lost)).toEqual(['lost']);
      letCommitsGo();
      worker.clearScript();
    },
    ask: (gateway, text) =>
      fetch(`${gateway.url}/v1/solve`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': text },
        body: JSON.stringify({ request_id: text, input: { text }, options: { profile_id: 'p1' } }),
      }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
  return world;
}

/** Until something that only a look at it shows. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5);
}
