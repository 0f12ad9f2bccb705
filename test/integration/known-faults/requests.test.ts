import { startPool } from '../pool.ts';

// Numbers in brackets: rows of the table in README.md beside this file.

it('answers with the attempts when they are asked for, and leaves the job as succeeded (fault 1)', async () => {
  await using pool = await startPool();

  const reply = await pool.ask('hi', { include_debug: true });

  expect(reply).toMatchObject({ status: 200, body: { final: { text: 'echo: hi' } } });
  expect(reply.body.attempts).toMatchObject([{ container_id: 'c1', status: 'succeeded' }]);
  expect(pool.gateway.rows('SELECT status, error_code FROM jobs')).toEqual([
    { status: 'succeeded', error_code: null },
  ]);
});

it.each([
  ['an unknown profile (fault 2)', { profile_id: 'nobody' }],
  ['an unknown proxy (fault 3)', { socks_override: 'nobody' }],
])('answers 400 INVALID_REQUEST to %s', async (_, options) => {
  await using pool = await startPool();

  const reply = await pool.ask('hi', options);

  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
  expect(reply.body.error.message).toContain('nobody');
  expect(pool.worker('c1').ledger.counts.posts).toBe(0);
});

it.each(['запрос-7 ✓', 'r1\r\nX-Evil: yes'])(
  'solves a request whose id is no header: %j (fault 30)',
  async (id) => {
    await using pool = await startPool();

    const reply = await pool.gateway.solve({ request_id: id, input: { text: 'hi' } });

    expect(reply).toMatchObject({ status: 200, body: { meta: { request_id: id } } });
    expect(pool.gateway.rows('SELECT request_id FROM jobs')).toEqual([{ request_id: id }]);
    for (const { requestId } of pool.worker('c1').ledger.posts) expect(requestId).toMatch(/^[\x20-\x7e]+$/);
  },
);

it.each(['socks5h://10.0.0.9:1080', 'http://10.0.0.9:3128'])(
  'takes %s for the URL of a proxy (fault 31)',
  async (url) => {
    await using pool = await startPool();

    const reply = await pool.ask('hi', { socks_override: url });

    expect(reply.status).toBe(200);
    const sent = pool.worker('c1').ledger.posts.map(({ task }) => task?.socks);
    expect(sent).toEqual([url, url]);
  },
);

it.each([
  ['that of the options', { prompt_id: 'other' }, 'third', 'other'],
  ['that of the top level', {}, 'other', 'other'],
  ['the default one', {}, undefined, 'default'],
])('selects the prompt: %s (fault 37)', async (_, options, prompt_id, selected) => {
  const prompts = ['default', 'other', 'third'].map((id) => ({ prompt_id: id, file: 'start.txt' }));
  await using pool = await startPool({ config: { prompts } });

  const reply = await pool.gateway.solve({ prompt_id, input: { text: 'hi' }, options });

  expect(reply.body.meta.prompt_id_selected).toBe(selected);
});

it('answers PROFILE_BUSY, with a closed job, when no profile may be selected (fault 38)', async () => {
  const profile = { profile_id: 'p1', profile_value: '/p1', pending_replace: true };
  await using pool = await startPool({ config: { profiles: [profile] } });

  const reply = await pool.ask('hi', { profile_id: undefined });

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'PROFILE_BUSY' } } });
  expect(pool.gateway.rows('SELECT status, error_code FROM jobs')).toEqual([
    { status: 'failed', error_code: 'PROFILE_BUSY' },
  ]);
});
