import type { WorkerRule } from 'glassgate/testing';
import { expectCleanFailure } from './clean-failure.ts';
import { type Pool, startPool, startPrompt } from './pool.ts';

const mebibyte = 1024 * 1024;

let pool: Pool;
beforeAll(async () => {
  pool = await startPool({ container: { analyze_retries: 0 } });
  // The chat exists from here on, so that the messages alone meet the rules.
  await pool.ask('first');
});
afterAll(() => pool[Symbol.asyncDispose]());

function askMeeting(rule: WorkerRule) {
  pool.worker('c1').script({ rules: [rule] });
  return pool.ask('hi');
}

/** The calls that the worker gets after this one. */
function callsFromNow() {
  const { posts } = pool.worker('c1').ledger.counts;
  return () =>
    pool
      .worker('c1')
      .ledger.posts.slice(posts)
      .map(({ path, task, status }) => [path, task?.text, status]);
}

it.each<[string, string, WorkerRule]>([
  ['text', 'yes', { kind: 'answer', field: 'text', text: ' yes\n' }],
  ['answer', 'yes', { kind: 'answer', field: 'answer', text: 'yes' }],
  ['message', 'yes', { kind: 'answer', field: 'message', text: 'yes' }],
  ['result', 'yes', { kind: 'answer', field: 'result', text: 'yes' }],
  ['a later field', 'yes', { kind: 'answer', field: 'text', text: ' ', extra: { answer: 5, result: 'yes' } }],
  ['the first of several', 'yes', { kind: 'answer', field: 'answer', text: 'yes', extra: { result: 'no' } }],
  ['no field at all', '', { kind: 'answer', text: '' }],
])('takes the text from %s', async (_, text, rule) => {
  const reply = await askMeeting(rule);

  expect(reply).toMatchObject({ status: 200, body: { final: { text } } });
});

it.each([400, 401, 404, 409, 413, 422, 429])('passes on a refusal with %i', async (status) => {
  const reply = await askMeeting({ kind: 'status', status, body: { why: 'too rude' } });

  expect(reply.body.error.details).toMatchObject({ status, worker: { why: 'too rude' } });
  await expectCleanFailure(pool, reply, { status: 400, code: 'INVALID_REQUEST' });
});

it.each<[string, WorkerRule]>([
  ['500', { kind: 'status', status: 500 }],
  ['503', { kind: 'status', status: 503 }],
  ['a redirect', { kind: 'redirect' }],
  ['a redirect that has a text', { kind: 'status', status: 302, body: { text: 'yes' } }],
  ['HTML', { kind: 'html' }],
  ['an HTML error page', { kind: 'html', status: 502 }],
  ['half a JSON document', { kind: 'half-json' }],
  ['nothing', { kind: 'empty' }],
  ['half a body', { kind: 'half-body' }],
  ['a closed connection', { kind: 'drop' }],
  ['a list', { kind: 'status', status: 200, body: ['text'] }],
  ['a number', { kind: 'status', status: 200, body: 5 }],
  ['a string', { kind: 'status', status: 200, body: 'yes' }],
  ['ok: false', { kind: 'not-ok', error: 'no answer' }],
  ['100 MB', { kind: 'huge', bytes: 100 * mebibyte }],
])('makes %s an UPSTREAM_ERROR', async (_, rule) => {
  const reply = await askMeeting(rule);

  expect(reply.body.error.details.container_id).toBe('c1');
  await expectCleanFailure(pool, reply, { status: 502, code: 'UPSTREAM_ERROR' });
});

it.each<WorkerRule>([{ kind: 'hang' }, { kind: 'stall' }])(
  'makes silence an UPSTREAM_ERROR: $kind',
  async (rule) => {
    await using impatient = await startPool({
      container: { analyze_retries: 0, timeouts: { read_seconds: 0.5 } },
    });
    impatient.worker('c1').script({ rules: [{ kind: 'answer', times: 1 }, rule] });

    const reply = await impatient.ask('hi');

    expect(reply.body.error.details).toEqual({ container_id: 'c1', transport: 'read_timeout' });
    await expectCleanFailure(impatient, reply, { status: 502, code: 'UPSTREAM_ERROR' });
  },
);

it('waits for an answer that comes slowly but steadily', async () => {
  await using impatient = await startPool({ container: { timeouts: { read_seconds: 0.5 } } });
  impatient.worker('c1').script({ rules: [{ kind: 'trickle', pieces: 8, pauseMs: 90 }] });

  const reply = await impatient.ask('hi');

  expect(reply).toMatchObject({ status: 200, body: { final: { text: 'echo: hi' } } });
});

it('does not follow a redirect', async () => {
  const before = pool.worker('c1').ledger.counts.posts;

  await askMeeting({ kind: 'redirect', location: '/analyze_text' });

  const paths = pool
    .worker('c1')
    .ledger.posts.slice(before)
    .map(({ path }) => path);
  expect(paths).toEqual(['/analyze']);
});

it.each([404, 405])(
  'gives texts to /analyze_text when /analyze answers %i, each time anew',
  async (status) => {
    pool.worker('c1').script({ rules: [{ kind: 'status', status, paths: ['/analyze'] }] });
    const calls = callsFromNow();

    const first = await pool.ask('one', { force_new_chat: true });
    const second = await pool.ask('two');

    expect(first).toMatchObject({ status: 200, body: { final: { text: 'echo: one' } } });
    expect(second).toMatchObject({ status: 200, body: { final: { text: 'echo: two' } } });
    expect(calls()).toEqual(
      [startPrompt, 'one', 'two'].flatMap((text) => [
        ['/analyze', text, status],
        ['/analyze_text', text, 200],
      ]),
    );
  },
);

it('refuses an image that an old worker does not know', async () => {
  pool.worker('c1').script({ rules: [{ kind: 'status', status: 404, paths: ['/analyze'] }] });
  const calls = callsFromNow();

  const input = { image_b64: 'aGk=', image_ext: 'png' };
  const reply = await pool.gateway.solve({ input, options: { profile_id: 'p1' } });

  expect(calls()).toEqual([['/analyze', undefined, 404]]);
  await expectCleanFailure(pool, reply, { status: 400, code: 'INVALID_REQUEST' });
});
