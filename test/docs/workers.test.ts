import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildGateway, makeTempDir, type TestGateway } from 'glassgate/testing';
import { load } from 'js-yaml';
import { z } from 'zod';
import { rootUrl } from '../../plugins/chat/chat-url.ts';
import { startChildProgram } from '../../src/testing/child-program.ts';

const page = await readFile(resolve(import.meta.dirname, '../../docs/workers.md'), 'utf8');

const poolSchema = z.looseObject({ containers: z.tuple([z.looseObject({ base_url: z.string() })]) });

/** The code block of the page in this language. */
function block(language: string): string {
  const [code, ...others] = [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))];
  if (code?.[1] === undefined || others.length > 0) throw new Error(`One ${language} block is expected.`);
  return code[1];
}

/** The worker of the page, as a reader would run it. */
async function startWrittenWorker() {
  await using started = new AsyncDisposableStack();
  const dir = started.use(await makeTempDir());
  const file = join(dir.path, 'worker.mjs');
  await writeFile(file, block('js'));
  const program = started.use(
    await startChildProgram({ args: [file], env: { PORT: '0' }, isReady: (line) => 'port' in line }),
  );
  const url = `http://127.0.0.1:${program.lines[0]?.['port']}`;
  const running = started.move();
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The pool of the page, with the worker where it is now. */
function startGateway(workerUrl: string): Promise<TestGateway> {
  const { containers, ...rest } = poolSchema.parse(load(block('yaml')));
  const config = { ...rest, containers: [{ ...containers[0], base_url: workerUrl }] };
  return buildGateway(config, { files: { 'prompts/default.txt': 'Be brief.' } });
}

describe('the worker of docs/workers.md', () => {
  it('serves a pool: opens a chat, stays in it, takes text and image', async () => {
    await using worker = await startWrittenWorker();
    await using gateway = await startGateway(worker.url);

    const first = await gateway.solve({ input: { text: 'Hello' } });
    const image = { image_b64: 'QUJD', image_ext: 'png' };
    const second = await gateway.solve({ input: image });

    expect(first.body).toMatchObject({ ok: true, final: { text: 'You said: Hello' } });
    expect(first.body.meta.page_url).toMatch(/^https:\/\/chat\.qwen\.ai\/c\/[\w-]{36}$/);
    expect(second.body).toMatchObject({ ok: true, final: { text: 'You said: png of 4 characters' } });
    expect(second.body.meta.page_url).toBe(first.body.meta.page_url);
    expect(gateway.rows('SELECT uses_count, disabled, pending_since FROM chat_sessions')).toEqual([
      { uses_count: 3, disabled: 0, pending_since: null },
    ]);
  });

  it('executes one task at a time and says so', async () => {
    await using worker = await startWrittenWorker();
    const analyze = (body: string | ReadableStream<Uint8Array>) =>
      fetch(`${worker.url}/analyze`, { method: 'POST', body, duplex: 'half' });
    const upload = new TransformStream<Uint8Array, Uint8Array>();
    const writer = upload.writable.getWriter();

    const slow = analyze(upload.readable);
    await writer.write(Buffer.from('{"text":"slow",'));
    const busy = await untilBusy(worker.url);
    const refused = await analyze('{"text":"other","url":"https://chat.qwen.ai/"}');
    await writer.write(Buffer.from('"url":"https://chat.qwen.ai/c/1"}'));
    await writer.close();

    expect(busy).toEqual({ status: 'busy' });
    expect(refused.status).toBe(423);
    expect(await (await slow).json()).toEqual({
      text: 'You said: slow',
      page_url: 'https://chat.qwen.ai/c/1',
    });
    expect(await (await fetch(`${worker.url}/status`)).json()).toEqual({ status: 'idle' });
  });
});

async function untilBusy(url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(10_000);
  for (;;) {
    const status: unknown = await (await fetch(`${url}/status`, { signal })).json();
    if (JSON.stringify(status).includes('busy')) return status;
  }
}

describe('docs/workers.md', () => {
  it('names the address that new chats really have', () => {
    expect(page).toContain(`Its messages go to \`${rootUrl}\``);
  });
});
