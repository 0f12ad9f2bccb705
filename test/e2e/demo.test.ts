import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

interface Demo extends AsyncDisposable {
  readonly child: ChildProcess;
  /** What it has printed as soon as that contains the text. */
  printed(text: string): Promise<string>;
}

function startDemo(): Demo {
  const child = spawn(process.execPath, ['--import', './src/telemetry/register.ts', 'src/demo/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    child,
    printed: async (text) => {
      const signal = AbortSignal.timeout(20_000);
      while (!output.includes(text)) {
        if (child.exitCode !== null) throw new Error(`The demo ended with ${child.exitCode}:\n${output}`);
        await Promise.race([once(child.stdout, 'data', { signal }), once(child, 'close', { signal })]);
      }
      return output;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null) return;
      const closed = once(child, 'close');
      child.kill('SIGINT');
      await closed;
    },
  };
}

describe('npm run demo', () => {
  it('prints a request that works, and leaves nothing behind after Ctrl-C', async () => {
    await using demo = startDemo();
    const output = await demo.printed('Stop with Ctrl-C.');
    const [, url, body] = /curl -s (\S+\/v1\/solve) .* -d '(.*)'/.exec(output) ?? [];
    const workers = [...output.matchAll(/^ {2}camoufox-\d {2}(\S+)$/gm)].map(
      ([, workerUrl]) => workerUrl ?? '',
    );

    const response = await fetch(url ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body ?? '',
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ok: true, final: { text: 'echo: Hello' } });
    expect(workers).toHaveLength(3);
    await Promise.all(
      workers.map(async (worker) => expect((await fetch(`${worker}/health`)).status).toBe(200)),
    );

    const closed = once(demo.child, 'close');
    demo.child.kill('SIGINT');

    expect(await closed).toEqual([0, null]);
    for (const gone of [url ?? '', ...workers]) await expect(fetch(gone)).rejects.toThrow();
  }, 40_000);
});
