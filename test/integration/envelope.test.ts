import { collectSpans } from 'glassgate/testing';
import { startPool } from './pool.ts';

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('answers a solve with the text of the worker and all that is known of it', async () => {
  await using pool = await startPool({
    config: {
      socks: [{ socks_id: 's1', url: 'socks5://user:secret@10.0.0.1:1080' }],
      profiles: [{ profile_id: 'p1', profile_value: '/profiles/p1', socks_id: 's1' }],
    },
  });

  const { status, body } = await pool.gateway.solve({
    request_id: 'r1',
    input: { text: ' hi ' },
    options: { profile_id: 'p1' },
  });

  const page = pool.worker('c1').ledger.posts[0]?.chat ?? '';
  expect(status).toBe(200);
  expect(body).toEqual({
    ok: true,
    final: { text: 'echo: hi' },
    error: null,
    attempts: null,
    meta: expect.objectContaining({
      job_id: expect.stringMatching(uuid),
      request_id: 'r1',
      prompt_id_selected: 'default',
      fanout_requested: 1,
      container_ids_used: ['c1'],
      profile_id: 'p1',
      socks_id: 's1',
      socks_url: 'socks5://user:***@10.0.0.1:1080',
      chat_ids_used: [page.split('/c/')[1]],
      page_url: page,
      started_at: expect.stringMatching(isoTime),
      finished_at: expect.stringMatching(isoTime),
    }),
  });
  expect(body.meta.started_at <= body.meta.finished_at).toBe(true);
});

it('answers a failed solve in the same envelope', async () => {
  await using pool = await startPool({ worker: { script: { rules: [{ kind: 'status', status: 500 }] } } });

  const { status, body } = await pool.gateway.solve({
    request_id: 'r1',
    input: { text: 'hi' },
    options: { profile_id: 'p1' },
  });

  expect(status).toBe(502);
  expect(body).toEqual({
    ok: false,
    final: null,
    error: {
      code: 'UPSTREAM_ERROR',
      message: expect.stringContaining('c1'),
      details: { container_id: 'c1', status: 500 },
    },
    attempts: null,
    meta: expect.objectContaining({
      job_id: expect.stringMatching(uuid),
      request_id: 'r1',
      prompt_id_selected: 'default',
      container_ids_used: ['c1'],
      profile_id: 'p1',
      socks_id: null,
      chat_ids_used: [],
      started_at: expect.stringMatching(isoTime),
      finished_at: expect.stringMatching(isoTime),
    }),
  });
});

it('answers a request that never became a solve in the same envelope', async () => {
  await using pool = await startPool();

  const { status, body } = await pool.gateway.solve({ request_id: 'r1', input: {} });

  expect(status).toBe(400);
  expect(body).toEqual({
    ok: false,
    final: null,
    error: { code: 'INVALID_REQUEST', message: expect.stringContaining('input'), details: {} },
    attempts: null,
    meta: expect.objectContaining({
      job_id: '',
      request_id: 'r1',
      container_ids_used: [],
      profile_id: null,
      socks_id: null,
      chat_ids_used: [],
      started_at: expect.stringMatching(isoTime),
      finished_at: expect.stringMatching(isoTime),
    }),
  });
});

it.each([
  ['default', { input: {} }],
  ['default', { input: {}, prompt_id: 5, options: [] }],
  ['a', { input: {}, prompt_id: 'a' }],
  ['b', { input: {}, prompt_id: 'a', options: { prompt_id: 'b', profile_id: 5 } }],
])('names the prompt %s in the answer to the refused %j', async (promptId, refused) => {
  await using pool = await startPool();

  const { status, body } = await pool.gateway.solve(refused);

  expect(status).toBe(400);
  expect(body.meta.prompt_id_selected).toBe(promptId);
});

it('says why a body was refused, in the answer and in the log, with the same trace', async () => {
  await using _spans = collectSpans();
  await using pool = await startPool();

  const { body } = await pool.gateway.solve({ input: {} });

  const line = await pool.gateway.untilLog('solve refused');
  expect(line).toMatchObject({
    code: 'INVALID_REQUEST',
    error: body.error.message,
    details: body.error.details,
  });
  expect(body.meta.trace_id).toMatch(/^[\da-f]{32}$/);
  expect(line['trace_id']).toBe(body.meta.trace_id);
});

it('takes the prompt of the options, else that of the top level, else the default one', async () => {
  await using pool = await startPool({
    config: {
      prompts: ['default', 'a', 'b'].map((id) => ({ prompt_id: id, file: 'start.txt' })),
    },
  });
  const promptOf = async (top: object, options: object) => {
    const reply = await pool.gateway.solve({
      ...top,
      input: { text: 'hi' },
      options: { profile_id: 'p1', ...options },
    });
    return reply.body.meta.prompt_id_selected;
  };

  expect(await promptOf({ prompt_id: 'a' }, { prompt_id: 'b' })).toBe('b');
  expect(await promptOf({ prompt_id: 'a' }, { prompt_id: '' })).toBe('a');
  expect(await promptOf({ prompt_id: 'a' }, {})).toBe('a');
  expect(await promptOf({}, { prompt_id: null })).toBe('default');
});
