import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { incidents } from './incidents/run-incidents.ts';

const root = resolve(import.meta.dirname, '../..');

interface Show extends AsyncDisposable {
  readonly child: ChildProcess;
  /** What it has printed as soon as that contains the text. */
  printed(text: string): Promise<string>;
  ended(): Promise<{ code: number | null; output: string }>;
}

function startShow(...args: readonly string[]): Show {
  const child = spawn(process.execPath, ['src/demo/incidents.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', OTEL_SDK_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    child,
    printed: async (text) => {
      const signal = AbortSignal.timeout(30_000);
      while (!output.includes(text)) {
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${output}`);
        await Promise.race([once(child.stdout, 'data', { signal }), closed]);
      }
      return output;
    },
    ended: async () => {
      const [code] = await closed;
      return { code, output };
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGINT');
      await closed;
    },
  };
}

/** Whether one of the numbers of an incident is another one than before it. */
function hasMoved(story: string): boolean {
  return [...story.matchAll(/ {2}(\S+) -> (\S+)$/gm)].some(([, before, after]) => before !== after);
}

describe('npm run demo:incidents', () => {
  it('tells of every incident, moves its numbers and puts it right', async () => {
    await using show = startShow('--seconds', '3');

    const { code, output } = await show.ended();
    const [, ...stories] = output.split(/^== /m);

    expect(code).toBe(0);
    expect(stories.map((story) => story.slice(0, story.indexOf(':')))).toEqual(incidents.map(({ id }) => id));
    for (const story of stories) {
      const [title = ''] = story.split('\n');
      expect([title, hasMoved(story), story.includes('Put right.')]).toEqual([title, true, true]);
    }
    const flapping = stories.find((story) => story.startsWith('flapping:')) ?? '';
    expect(flapping).toMatch(/code="UPSTREAM_ERROR"} {2}\d+ -> [1-9]/);
    expect(output.endsWith('That was all.\n')).toBe(true);
  }, 120_000);

  it('shows the chosen incidents in the order in which they are named', async () => {
    await using show = startShow('--only', 'lock-leak,busy-storm', '--seconds', '0.4');

    const { code, output } = await show.ended();

    expect(code).toBe(0);
    expect([...output.matchAll(/^== ([\w-]+):/gm)].map(([, id]) => id)).toEqual(['lock-leak', 'busy-storm']);
  }, 60_000);

  it('ends at Ctrl-C in the middle of an incident, and leaves no process behind', async () => {
    await using show = startShow('--only', 'lock-leak', '--seconds', '600');
    const output = await show.printed('Watch\n');
    const url = /listens on (\S+),/.exec(output)?.[1] ?? '';
    const workers = [...output.matchAll(/^ {2}camoufox-\d {2}(\S+)$/gm)].map(([, worker = '']) => worker);

    expect((await fetch(`${workers[0]}/health`)).status).toBe(200);
    show.child.kill('SIGINT');
    const ended = await show.ended();

    expect(workers).toHaveLength(3);
    expect(ended.code).toBe(0);
    expect(ended.output.endsWith('Stopped.\n')).toBe(true);
    for (const gone of [url, ...workers]) await expect(fetch(`${gone}/health`)).rejects.toThrow();
  }, 60_000);

  it.each([
    [['--only', 'earthquake'], "There is no incident 'earthquake'."],
    [['--only', 'flapping,flood,hail'], "There is no incident 'flood' or 'hail'."],
    [['--seconds', 'many'], "--seconds wants a number above 0, not 'many'."],
  ])('says what it takes instead of %j', async (args, complaint) => {
    await using show = startShow(...args);

    const { code, output } = await show.ended();

    expect(code).toBe(2);
    expect(output).toContain(`${complaint}\n`);
    expect(output).toContain('busy-storm');
  });
});
