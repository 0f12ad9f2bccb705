import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { completionEvents } from 'glassgate/testing';
import { type LlmGateway, post, question, raw, startLlmGateway } from './llm-gateway.ts';

let llm: LlmGateway;
beforeAll(async () => {
  llm = await startLlmGateway({ entry: { timeouts: { idle_seconds: 0.3 }, circuit: { fails: 1_000 } } });
});
afterAll(() => llm[Symbol.asyncDispose]());

const patience = { timeouts: { idle_seconds: 60 } };
const stream = { ...question, stream: true };
const events = completionEvents(['one ', 'two ']);

function lastEvent(text: string) {
  return JSON.parse(
    text
      .trimEnd()
      .split('\n\n')
      .at(-1)
      ?.replace(/^data: /, '') ?? '',
  );
}

it.each([
  ['between two events', events[0] ?? ''],
  ['in the middle of an event', `${events[0]}data: {"id":`],
])('tells the client when a provider stops %s', async (_where, sent) => {
  llm.provider.next((_request, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(sent, () => res.destroy());
  });
  const text = await (await post(llm.gateway, stream)).text();

  expect(text.startsWith(sent)).toBe(true);
  expect(lastEvent(text)).toMatchObject({
    error: { type: 'api_error', param: null, code: 'upstream_aborted' },
  });
  expect(text).not.toContain('[DONE]');
});

it('stays readable when a provider stops before the length that it announced', async () => {
  llm.provider.next((_request, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'content-length': '1000' });
    res.write(events[0], () => res.destroy());
  });
  const { status, headers, text } = await raw(llm.gateway, { body: JSON.stringify(stream) });

  expect(status).toBe(200);
  expect(headers).not.toHaveProperty('content-length');
  expect(lastEvent(text)).toMatchObject({ error: { code: 'upstream_aborted' } });
});

it('tells the client when a provider falls silent', async () => {
  llm.provider.next((_request, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(events[0]);
  });
  const text = await (await post(llm.gateway, stream)).text();

  expect(lastEvent(text)).toMatchObject({ error: { code: 'upstream_timeout' } });
  await llm.provider.until(
    () => llm.provider.requests.at(-1)?.isAborted || undefined,
    'the end of the request',
  );
});

it('cuts an answer that is no stream where the provider stopped', async () => {
  llm.provider.next((_request, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    res.write('{"half":', () => res.destroy());
  });
  const response = await post(llm.gateway, question);

  await expect(response.text()).rejects.toThrow();
});

it.each(['before its headers', 'in the middle of a stream'])(
  'lets go of the provider when the client leaves %s',
  async (when) => {
    const isStreaming = when !== 'before its headers';
    const index = llm.provider.requests.length;
    llm.provider.next((_request, res) => {
      if (isStreaming) res.writeHead(200, { 'content-type': 'text/event-stream' }).write(events[0]);
    });
    const leaving = new AbortController();
    const asked = post(llm.gateway, stream, { signal: leaving.signal });
    const request = await llm.provider.request(index);
    if (isStreaming) await (await asked).body?.getReader().read();
    const leftAt = performance.now();
    leaving.abort();
    await asked.catch(() => undefined);
    await llm.provider.until(() => request.isAborted || undefined, 'the provider to notice');

    // It would have said nothing for much longer.
    expect(performance.now() - leftAt).toBeLessThan(10_000);
  },
);

it('takes 20 MB, chunked or not, and returns as much', async () => {
  // So much text keeps this process from looking at the clock for a while.
  await using patient = await startLlmGateway({ entry: patience });
  const content = randomBytes(14 * 1024 * 1024).toString('base64');
  const body = JSON.stringify({ model: 'gpt-test', messages: [{ role: 'user', content }] });
  const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
  for (const init of [{ body }, { body: new Blob([body]).stream(), duplex: 'half' }] as RequestInit[]) {
    const response = await post(patient.gateway, body, init);

    expect(response.status).toBe(200);
    const answer = (await response.json()) as { choices: { message: { content: string } }[] };
    expect(hash(answer.choices[0]?.message.content ?? '')).toBe(hash(`echo: ${content}`));
    expect(hash(patient.provider.requests.at(-1)?.body ?? '')).toBe(hash(body));
  }
});

it('lives on when a client leaves in the middle of its body', async () => {
  const { port } = new URL(llm.gateway.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const head = 'POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  socket.write(`${head}Content-Length: 1000\r\n\r\n{"model":`);
  socket.destroy();
  await llm.gateway.untilLog('completion refused');

  expect((await post(llm.gateway, question)).status).toBe(200);
});

it('reads from a provider no faster than the client does', async () => {
  // The client stops reading on purpose, for as long as the machine needs.
  await using patient = await startLlmGateway({ entry: patience });
  const chunk = Buffer.alloc(256 * 1024, 'x');
  let written = 0;
  const paused = Promise.withResolvers<void>();
  const total = 400;
  patient.provider.next(async (_request, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let index = 0; index < total && !res.destroyed; index += 1) {
      written += 1;
      if (res.write(chunk)) continue;
      const isStuck = await Promise.race([once(res, 'drain'), silence(200)]);
      if (isStuck === 'silence') {
        paused.resolve();
        await once(res, 'drain');
      }
    }
    res.end();
  });
  const response = await post(patient.gateway, stream);
  await paused.promise;
  const beforeReading = written;
  let bytes = 0;
  for await (const part of response.body ?? []) bytes += part.length;

  expect(beforeReading).toBeLessThan(total / 2);
  expect(bytes).toBe(total * chunk.length);
});

function silence(ms: number): Promise<'silence'> {
  return new Promise((resolve) => setTimeout(() => resolve('silence'), ms));
}
