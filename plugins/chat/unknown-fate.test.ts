import { buildGateway, startWorker, type WorkerRule } from 'glassgate/testing';

const startPrompt = 'Be brief.';
const profile = { profile_id: 'p1', profile_value: '/p1' };

/** A gateway with one worker and one profile, whose messages may take half a second and are not retried. */
async function openWorld(retries = 0) {
  await using opened = new AsyncDisposableStack();
  const worker = opened.use(await startWorker());
  const timeouts = { connect_seconds: 5, read_seconds: 0.5 };
  const gateway = opened.use(
    await buildGateway(
      {
        containers: [{ id: 'c1', base_url: worker.url, timeouts, analyze_retries: retries }],
        profiles: [profile],
        prompts: [{ prompt_id: 'default', file: 'start.txt' }],
      },
      { files: { 'start.txt': startPrompt } },
    ),
  );
  const running = opened.move();
  return {
    worker,
    gateway,
    ask: (text: string, options: object = {}) =>
      gateway.solve({ input: { text }, options: { profile_id: 'p1', ...options } }),
    rows: () => gateway.rows('SELECT tag, disabled, pending_since FROM chat_sessions ORDER BY id'),
    textsByChat: () => Object.values(worker.ledger.chats).map((chat) => chat.map(({ text }) => text)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const usable = { tag: null, disabled: 0, pending_since: null };
const givenUp = { tag: 'unknown_fate', disabled: 1, pending_since: null };

it('has the mark of a message on disk before the worker gets it', async () => {
  await using world = await openWorld();
  world.worker.script({ rules: [{ kind: 'answer', times: 1 }, { kind: 'hang' }] });
  const running = world.ask('one');

  await world.worker.until(({ counts }) => counts.tasks === 1);
  expect(world.rows()).toEqual([{ ...usable, pending_since: expect.any(String) }]);
  await world.worker.until(({ counts }) => counts.tasks === 2);
  expect(world.rows()).toEqual([{ ...usable, pending_since: expect.any(String) }]);

  world.worker.release();
  expect((await running).status).toBe(200);
  expect(world.rows()).toEqual([usable]);
});

it.each<WorkerRule>([{ kind: 'hang' }, { kind: 'drop' }, { kind: 'half-body' }])(
  'never uses a chat again whose message met with: $kind',
  async (rule) => {
    await using world = await openWorld();
    const { page_url: page } = (await world.ask('one')).body.meta;
    world.worker.script({ rules: [{ ...rule, times: 1 }] });

    expect((await world.ask('two')).body.error.code).toBe('UPSTREAM_ERROR');
    world.worker.release();
    expect(world.rows()).toEqual([givenUp]);
    expect((await world.ask('three', { chat_url: page })).body.error.code).toBe('INVALID_REQUEST');
    expect((await world.ask('three')).status).toBe(200);

    expect(world.textsByChat().at(-1)).toEqual([startPrompt, 'three']);
    expect(await world.gateway.metrics()).toMatch(
      /^glassgate_chat_unknown_fates_total\{found="running"\} 1$/m,
    );
    expect(world.gateway.logLines).toContainEqual(
      expect.objectContaining({ level: 'warn', chat_session_id: 1, stage: 'chat' }),
    );
  },
);

it.each<WorkerRule>([
  { kind: 'status', status: 500 },
  { kind: 'status', status: 423 },
  { kind: 'status', status: 400 },
  { kind: 'html' },
])('goes on in a chat whose message was answered with $kind $status', async (rule) => {
  await using world = await openWorld();
  const { page_url: page } = (await world.ask('one')).body.meta;
  world.worker.script({ rules: [{ ...rule, times: 1 }] });

  expect((await world.ask('two')).status).not.toBe(200);
  expect(world.rows()).toEqual([usable]);
  expect((await world.ask('three')).body.meta.page_url).toBe(page);
});

it('goes on in a chat when a retry was answered, and gives it up when it was refused', async () => {
  await using world = await openWorld(1);
  const { page_url: page } = (await world.ask('one')).body.meta;
  world.worker.script({ rules: [{ kind: 'drop', times: 1 }] });
  expect((await world.ask('two')).body.meta.page_url).toBe(page);
  expect(world.rows()).toEqual([usable]);

  world.worker.script({
    rules: [
      { kind: 'drop', times: 1 },
      { kind: 'status', status: 423, times: 1 },
    ],
  });
  expect((await world.ask('three')).body.error.code).toBe('CONTAINER_BUSY');
  expect(world.rows()).toEqual([givenUp]);
});

it('gives a chat up when its client leaves in the middle of a message', async () => {
  await using world = await openWorld();
  await world.ask('one');
  world.worker.script({ rules: [{ kind: 'hang', times: 1 }] });
  const client = new AbortController();
  const body = JSON.stringify({ input: { text: 'two' }, options: { profile_id: 'p1' } });
  const headers = { 'content-type': 'application/json' };
  const url = `${world.gateway.url}/v1/solve`;
  const left = fetch(url, { method: 'POST', body, headers, signal: client.signal }).catch(() => 'left');
  await world.worker.until(({ counts }) => counts.tasks === 3);
  client.abort();
  expect(await left).toBe('left');
  await world.gateway.untilLog('chat given up: its last message may have arrived');

  expect((await world.ask('three')).status).toBe(200);
  expect(world.rows()).toEqual([givenUp, usable]);
});

it('sends a start prompt whose fate is unknown in another chat', async () => {
  await using world = await openWorld();
  world.worker.script({ rules: [{ kind: 'hang', times: 1 }] });
  await world.ask('one');
  world.worker.release();
  expect(world.rows()).toEqual([givenUp]);

  expect((await world.ask('two')).status).toBe(200);
  expect(world.rows()).toEqual([givenUp, usable]);
  expect(world.textsByChat().at(-1)).toEqual([startPrompt, 'two']);
});
