import { startPool } from './pool.ts';

const failed = {
  container_id: 'c1',
  status: 'failed',
  result_text: null,
  error_code: 'CONTAINER_BUSY',
  error_message: expect.stringContaining('c1'),
};

it('lists the attempts of a solve when the client wants them', async () => {
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script({ busy: { posts: true } });

  const reply = await pool.ask('hi', { include_debug: true });

  expect(reply.status).toBe(200);
  expect(reply.body.attempts).toEqual([
    failed,
    {
      container_id: 'c2',
      status: 'succeeded',
      result_text: 'echo: hi',
      error_code: null,
      error_message: null,
    },
  ]);
});

it('lists the attempts of a failed solve too', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ busy: { posts: true } });

  const reply = await pool.ask('hi', { include_debug: true });

  expect(reply.status).toBe(503);
  expect(reply.body.attempts).toEqual([failed]);
});

it('has an empty list when no container was tried', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ busy: { status: true } });

  const reply = await pool.ask('hi', { include_debug: true });

  expect(reply.body.attempts).toEqual([]);
});

it.each([{}, { include_debug: false }, { include_debug: null }])(
  'says nothing of them for %j',
  async (options) => {
    await using pool = await startPool();

    const reply = await pool.ask('hi', options);

    expect(reply.body.attempts).toBeNull();
  },
);
