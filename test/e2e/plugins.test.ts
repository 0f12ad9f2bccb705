import { openPool } from './pool.ts';
import { scrape, total } from './scrape.ts';
import { solve } from './solve.ts';

// In a folder of its own, far from any node_modules: what it imports comes from the gateway.
const shout = `
import { definePlugin, solveAnswer } from 'glassgate/plugin-api';
import { z } from 'zod';

export default definePlugin({
  name: 'shout',
  config: z.object({ shout: z.object({ mark: z.string().default('!') }).prefault({}) }),
  answer: solveAnswer,
  setup: ({ config }) => ({
    async stage(_call, next) {
      const answer = await next();
      return { ...answer, text: answer.text.toUpperCase() + config.shout.mark };
    },
  }),
});
`;
const chain = ['solve', 'prompt', 'jobs', 'profile', 'lock', 'selector', 'chat', 'upstream', 'io-log'];

function chainWith(extra: string, { after }: { readonly after: string }): string[] {
  return chain.flatMap((name) => (name === after ? [name, extra] : [name]));
}

describe('a plugin beside the config', () => {
  it.concurrent('changes the answer and is timed like every other stage', async () => {
    const plugins = chainWith('./shout.ts', { after: 'jobs' });
    await using pool = await openPool({ config: { plugins }, files: { 'shout.ts': shout } });
    await using gateway = await pool.start();

    expect(await solve(gateway)).toMatchObject({ status: 200, body: { final: { text: 'ECHO: HI!' } } });

    const counted = total(await scrape(gateway), 'glassgate_stage_duration_seconds_count', {
      chain: 'solve',
      stage: 'shout',
      outcome: 'ok',
    });
    expect(counted).toBe(1);
    // The timeline is complete when the answer has left, and this waits until it is on disk.
    await fetch(`${gateway.url}/v1/jobs?limit=1`);
    const [job] = pool.rows('SELECT timeline_json, result_text FROM jobs');
    expect(JSON.parse(String(job?.['timeline_json']))).toContainEqual({
      stage: 'shout',
      attempt: 1,
      startMs: expect.any(Number),
      selfMs: expect.any(Number),
      outcome: 'ok',
    });
    expect(job?.['result_text']).toBe('ECHO: HI!');
  }, 30_000);
});

describe('an entry of plugins:', () => {
  it.concurrent('takes its metrics with it when it is deleted, and nothing else', async () => {
    const pools = [chain, chain.filter((name) => name !== 'io-log')].map(async (plugins) => {
      await using pool = await openPool({ config: { plugins } });
      await using gateway = await pool.start();
      expect((await solve(gateway)).status).toBe(200);
      const text = await (await fetch(`${gateway.url}/metrics`)).text();
      return new Set(text.match(/^# HELP \w+/gm));
    });
    const [all, without] = await Promise.all(pools);

    const missing = [...(all ?? [])].filter((name) => !without?.has(name));
    expect(missing).not.toEqual([]);
    expect(missing.filter((name) => !name.includes('glassgate_io_log_'))).toEqual([]);
    expect([...(without ?? [])].filter((name) => name.includes('io_log'))).toEqual([]);
  }, 30_000);
});
