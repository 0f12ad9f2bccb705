import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayProcess, WorkerOptions } from 'glassgate/testing';
import { openPool } from '../pool.ts';
import { scrape, total } from '../scrape.ts';
import { solve } from '../solve.ts';
import { createClients } from './clients.ts';
import { createGivenUpChats } from './given-up-chats.ts';
import { killWhileStarting } from './kill-while-starting.ts';
import { bookingFaults, forgottenAnswers, openRows } from './our-books.ts';
import { createRandomSource } from './random-source.ts';
import { describeStarts, lateStarts, type Started, startTimed } from './ready-time.ts';
import { faultsIn, readBooks } from './worker-books.ts';

// `npm run test:kills` asks for 200. A seed repeats the choices of a run, though not its timing.
const kills = Number(process.env['GLASSGATE_KILLS'] ?? 15);
const seed = Number(process.env['GLASSGATE_KILL_SEED'] ?? randomInt(2 ** 31));

const clients = 50;
const profileIds = Array.from({ length: 24 }, (_value, index) => `p${index + 1}`);
const mostAnswersOfALife = 60;
const longestRestMs = 40;
const longestStartMs = 1_000;
const startsKilledPercent = 20;
const readyLimitMs = 2_000;
const secondsPerKill = 15;

// Tasks of 1 to 40 ms; the browser of every other worker goes on when its client is gone.
const workers: readonly WorkerOptions[] = Array.from({ length: 12 }, (_value, index) => ({
  script: { delayMs: [1, 3, 8, 20, 40][index % 5] ?? 1 },
  staysBusyOnDisconnect: index % 2 === 0,
}));

describe(`${kills} kills at random moments while ${clients} clients solve (seed ${seed})`, () => {
  it(
    'leave no open row, no lock and no chat that two have used, forget no answer, and are soon over',
    async () => {
      await using pool = await openPool({ workers, profiles: profileIds.length });
      const random = createRandomSource(seed);
      const crowd = createClients({ count: clients, random, profileIds });
      const givenUp = createGivenUpChats();
      const starts: Started[] = [];
      let answers = 0;
      const expectSameBooks = () => {
        const executed = readBooks(pool.workers);
        expect(faultsIn(executed)).toEqual([]);
        expect(bookingFaults(pool, executed)).toEqual([]);
        expect(givenUp.compare(pool, executed)).toEqual([]);
      };
      const restart = async () => {
        if (random.below(100) < startsKilledPercent) {
          await killWhileStarting(pool, random.below(longestStartMs));
        }
        await using checked = new AsyncDisposableStack();
        const started = await startTimed(pool);
        checked.use(started.gateway);
        starts.push(started);
        expect(openRows(pool)).toEqual([]);
        expectSameBooks();
        await expectNothingHeld(started.gateway, `check-${starts.length}`);
        checked.move();
        return started.gateway;
      };

      for (let kill = 1; kill <= kills; kill += 1) {
        await using gateway = await restart();
        const life = await crowd.askUntilKilled(gateway, {
          answers: random.below(mostAnswersOfALife),
          plusMs: random.below(longestRestMs),
        });
        expect(forgottenAnswers(pool, life)).toEqual([]);
        answers += life.answered.length;
      }
      await using last = await restart();
      expect(await last.stop()).toBe(0);

      expectSameBooks();
      for (const { ledger } of pool.workers) expect(ledger.maxConcurrentPosts).toBe(1);
      expect(lateStarts(starts, readyLimitMs)).toEqual([]);
      expect(answers).toBeGreaterThan(kills);
      expect(givenUp.size).toBeGreaterThan(0);
      process.stderr.write(
        `${kills} kills, ${answers} answers, ${givenUp.size} chats given up; ready: ${describeStarts(starts)}\n`,
      );
    },
    (kills + 2) * secondsPerKill * 1000,
  );
});

/** No lock outlives its owner: every profile can be used, as soon as a worker is free. */
async function expectNothingHeld(gateway: GatewayProcess, name: string): Promise<void> {
  const blocked = await fetch(`${gateway.url}/v1/profiles/blocked`);
  expect(await blocked.json()).toMatchObject({ items: [] });
  expect(total(await scrape(gateway), 'glassgate_lock_held')).toBe(0);
  for (const profile of profileIds) await expectUsable(gateway, { profile, text: `${name}-${profile}` });
}

async function expectUsable(
  gateway: GatewayProcess,
  wish: { readonly profile: string; readonly text: string },
): Promise<void> {
  for (;;) {
    const { status, body } = await solve(gateway, wish);
    if (status === 200) return;
    // Browsers of the former life may still be at work; anything but that is a lock that was left.
    expect(body.error.code).toBe('CONTAINER_BUSY');
    await pause(10);
  }
}
