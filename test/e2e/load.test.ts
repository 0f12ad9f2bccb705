import { openPool, startPrompt } from './pool.ts';
import { type SolveReply, solve } from './solve.ts';

const requests = 500;
const profiles = 100;

describe('500 solves at once over 8 workers', () => {
  it('are all answered, open each chat once and never send a task to a busy worker', async () => {
    const workers = Array.from({ length: 8 }, () => ({ script: { delayMs: 2 } }));
    await using pool = await openPool({ workers, profiles });
    await using gateway = await pool.start();

    const replies = await Promise.all(
      Array.from({ length: requests }, (_value, index) =>
        solve(gateway, { text: `text ${index}`, profile: `p${(index % profiles) + 1}` }),
      ),
    );
    expect(await gateway.stop()).toBe(0);

    const solved = replies.filter(({ status }) => status === 200);
    const refused = replies.filter(({ status }) => status !== 200);
    expect(solved.length).toBeGreaterThanOrEqual(8);
    expect(refused.filter((reply) => !isBusy(reply))).toEqual([]);

    for (const { ledger } of pool.workers) {
      expect(ledger).toMatchObject({ maxConcurrentPosts: 1, maxConcurrentTasks: 1, counts: { refused: 0 } });
      for (const messages of Object.values(ledger.chats)) {
        expect(messages[0]?.text).toBe(startPrompt);
        expect(messages.filter(({ text }) => text === startPrompt)).toHaveLength(1);
      }
    }
    const executed = pool.workers.flatMap(({ ledger }) => Object.values(ledger.chats).flat());
    const texts = executed.map(({ text }) => text).filter((text) => text !== startPrompt);
    expect(texts.toSorted()).toEqual(solved.map(({ body }) => body.final.text.slice('echo: '.length)).sort());

    expect(pool.rows('SELECT status, COUNT(*) AS number FROM jobs GROUP BY status ORDER BY status')).toEqual(
      [
        { status: 'failed', number: refused.length },
        { status: 'succeeded', number: solved.length },
      ].filter(({ number }) => number > 0),
    );
    expect(pool.rows('SELECT * FROM job_attempts WHERE status IS NULL')).toEqual([]);
  }, 60_000);
});

function isBusy({ status, body }: SolveReply): boolean {
  return status === 503 && ['PROFILE_BUSY', 'CONTAINER_BUSY'].includes(body.error.code);
}
