import { once } from 'node:events';
import { connect } from 'node:net';
import { expectCleanFailure } from './clean-failure.ts';
import { type Pool, startPool } from './pool.ts';

let pool: Pool;
beforeAll(async () => {
  pool = await startPool();
});
afterAll(() => pool[Symbol.asyncDispose]());

const refused = { status: 400, code: 'INVALID_REQUEST' };
const mebibyte = 1024 * 1024;

it.each([
  ['nothing', ''],
  ['a word', 'hello'],
  ['half a document', '{"input": {"text": "hi"'],
  ['HTML', '<p>hi</p>'],
  ['null', 'null'],
  ['a number', '5'],
  ['a string', '"hi"'],
  ['a list', '[]'],
])('refuses a body that is %s', async (_, text) => {
  const reply = await pool.gateway.solve(text);

  expect(reply.body.meta.job_id).toBe('');
  await expectCleanFailure(pool, reply, refused);
});

it('refuses a body that does not say that it is JSON', async () => {
  const reply = await pool.ask('hi', {}, { headers: { 'content-type': 'text/plain' } });

  expect(reply.body.meta.job_id).toBe('');
  await expectCleanFailure(pool, reply, refused);
});

it('refuses 30 MB of brackets without parsing them', async () => {
  const reply = await pool.gateway.solve(`{"input":{"text":"hi"},"more":${'['.repeat(30 * mebibyte)}`);

  expect(reply.body.error).toMatchObject({
    message: 'The body is nested deeper than 64 levels.',
    details: { limit_depth: 64 },
  });
  await expectCleanFailure(pool, reply, refused);
});

it('asks a client to come back when the requests under way hold too many bytes', async () => {
  await using small = await startPool({
    config: { http: { body_bytes_in_flight: 2_000 } },
    worker: { script: { rules: [{ kind: 'hang', times: 1 }] } },
  });
  const running = small.ask('x'.repeat(1_500));
  await small.worker('c1').until(({ counts }) => counts.tasks === 1);

  const refusal = await fetch(`${small.gateway.url}/v1/solve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: { text: 'y'.repeat(1_500) } }),
  });
  small.worker('c1').release();

  expect([refusal.status, refusal.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await refusal.json()).toMatchObject({ ok: false, final: null, error: { code: 'OVERLOADED' } });
  expect(await running).toMatchObject({ status: 200 });
  expect(await small.gateway.metrics()).toContain('glassgate_http_bodies_refused_total{reason="no_room"} 1');
});

it('refuses a body of 40 MB', async () => {
  const reply = await pool.gateway.solve({
    input: { image_b64: 'A'.repeat(40 * mebibyte), image_ext: 'png' },
  });

  expect(reply.body.error.details).toEqual({ limit_bytes: 32 * mebibyte });
  await expectCleanFailure(pool, reply, { status: 413, code: 'PAYLOAD_TOO_LARGE' });
});

it('passes on an image of 4 MB and a text of 300 kB as they are', async () => {
  const image = 'A'.repeat(4 * mebibyte);
  const text = 'ä'.repeat(150_000);

  const reply = await pool.gateway.solve({
    input: { text, image_b64: image, image_ext: 'png' },
    options: { profile_id: 'p1' },
  });

  expect(reply.status).toBe(200);
  const bodies = pool.worker('c1').ledger.posts.map(({ body }) => body as Record<string, unknown>);
  // Compared by hand: a failed toBe() would print megabytes.
  expect(bodies.some((body) => body['text'] === text)).toBe(true);
  expect(bodies.some((body) => body['image_b64'] === image)).toBe(true);
});

it('ignores fields that it does not know', async () => {
  const reply = await pool.gateway.solve({
    input: { text: 'hi', image_path: '/etc/passwd', mood: 'good' },
    options: { profile_id: 'p1', temperature: 1 },
    fanout: 3,
  });

  expect(reply).toMatchObject({ status: 200, body: { final: { text: 'echo: hi' } } });
});

it('goes on when a client leaves in the middle of its body', async () => {
  const { hostname, port } = new URL(pool.gateway.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const jobs = () => pool.gateway.rows('SELECT job_id FROM jobs').length;
  const before = jobs();

  socket.write(
    'POST /v1/solve HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
  );
  socket.destroy();

  expect(await pool.ask('hi')).toMatchObject({ status: 200 });
  expect(jobs()).toBe(before + 1);
});
