import { spawn } from 'node:child_process';
import { startRawServer } from 'glassgate/testing';
import { openPool } from './pool.ts';
import { solve } from './solve.ts';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function explain(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(process.execPath, ['src/explain/main.ts', ...args], { env });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (texts.out += String(chunk)));
  child.stderr.on('data', (chunk) => (texts.err += String(chunk)));
  child.once('error', reject);
  child.once('close', (code) => resolve({ code, ...texts }));
  return promise;
}

describe('npm run explain', () => {
  it('prints what became of a request, without colours into a pipe', async () => {
    await using pool = await openPool({ config: { container_io_log: { enabled: true, dir: './io' } } });
    await using gateway = await pool.start({ OTEL_SDK_DISABLED: 'false', OTEL_TRACES_EXPORTER: 'none' });
    const { meta } = (await solve(gateway)).body;

    const { code, out, err } = await explain([meta.request_id, '--url', gateway.url]);

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Answered after /);
    expect(out).toContain(meta.job_id);
    expect(out).toMatch(/stage upstream +[\d.]+ ms +█/);
    expect(out).toMatch(/selector chose container c1/);
    expect(out).toContain('solve.finished');
    const [, said] = out.split('I/O log\n');
    expect(said).toMatch(/^ {2}POST \/analyze to c1: 200 in \d+ ms; .+\/io\/c1\.jsonl:\d+, \d+ bytes$/m);
    expect(said).toMatch(/^ {4}request {2}\{.*"text":"[^"]+"/m);
    expect(said).toMatch(/^ {4}response \{.*"text":"[^"]+"/m);
    const shorter = await explain([meta.request_id, '--url', gateway.url, '--no-bodies']);
    expect(shorter.out).toContain('POST /analyze to c1: 200 in');
    expect(shorter.out).not.toMatch(/^ {4}re(quest|sponse) /m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
    expect(out).not.toMatch(/\u001b/);
    const unknown = await explain(['nobody'], { GLASSGATE_URL: gateway.url });
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toContain("knows no job, request or trace 'nobody'");
  });

  it('says what is wrong with a key', async () => {
    const key = ['operator', 'key', '0123456789'].join('-');
    await using pool = await openPool({ config: { auth: { admin: { key } } } });
    await using gateway = await pool.start();
    const { meta } = (await solve(gateway)).body;
    const ask = (env: Readonly<Record<string, string>>) => explain([meta.job_id, '--url', gateway.url], env);

    expect(await ask({})).toMatchObject({ code: 4, err: expect.stringContaining('GLASSGATE_KEY') });
    expect(await ask({ GLASSGATE_KEY: 'wrong' })).toMatchObject({ code: 4 });
    expect(await ask({ GLASSGATE_KEY: key })).toMatchObject({ code: 0, err: '' });
  });

  it('says that nobody is there, or somebody else', async () => {
    const gone = await startRawServer((socket) => socket.destroy());
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    const unreachable = await explain(['x', '--url', url]);
    expect(unreachable).toMatchObject({ code: 3, out: '' });
    expect(unreachable.err).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+ cannot be reached: .+ Is the gateway running\?/,
    );
    await using other = await startRawServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi'),
    );
    expect(await explain(['x', '--url', other.url])).toMatchObject({ code: 5 });
  });

  it.each([
    ['no id', []],
    ['two ids', ['a', 'b']],
    ['an unknown option', ['a', '--colour']],
    ['a URL that is none', ['a', '--url', 'ftp://x']],
  ])('explains itself when given %s', async (_what, args) => {
    const { code, out, err } = await explain(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: npm run explain -- <id>');
  });
});
