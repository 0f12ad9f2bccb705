import { startWorker } from 'glassgate/testing';
import { operatorCall } from './operator-call.ts';
import { rootUrl, startPool } from './pool.ts';

const all = 'GET /v1/status/all';
const nothingKnown = {
  orchestrator_chat_session: null,
  orchestrator_flags: {
    profile_id: null,
    is_profile_blocked: false,
    is_guest_chat: false,
    is_archive_chat: false,
    disabled: null,
  },
};

it('shows every enabled container with its chat, and where the database is', async () => {
  await using pool = await startPool({ size: 2, worker: { busyFormat: 'flag' } });
  const { meta } = (await pool.ask('hi')).body;

  const reply = await operatorCall(pool.gateway, all);

  expect(reply).toEqual({
    status: 200,
    body: {
      ok: true,
      status: {
        db: { sqlite_path: pool.gateway.sqlitePath },
        blocked: {
          reason: 'guest',
          profiles: [],
          count: 0,
          hint_clear_guest: 'POST /v1/profiles/{profile_id}/guest/clear',
        },
        containers: {
          c1: {
            status: 'ok',
            busy: false,
            page_url: meta.page_url,
            orchestrator_chat_session: {
              id: 1,
              container_id: 'c1',
              prompt_id: 'default',
              profile_id: 'p1',
              socks_id: '',
              chat_id: meta.chat_ids_used[0],
              page_url: meta.page_url,
              uses_count: 2,
              disabled: 0,
              tag: null,
              locked_by: null,
              locked_until: null,
              created_at: expect.stringMatching(/\+00:00$/),
              updated_at: expect.stringMatching(/\+00:00$/),
            },
            orchestrator_flags: { ...nothingKnown.orchestrator_flags, profile_id: 'p1', disabled: 0 },
          },
          c2: { status: 'ok', busy: false, page_url: rootUrl, ...nothingKnown },
        },
      },
    },
  });
});

it('shows a worker that does not answer as such, and no disabled one', async () => {
  await using down = await startWorker({ id: 'down' });
  await down.stop();
  await using worker = await startWorker({ id: 'c1' });
  const containers = [
    { id: 'c1', base_url: worker.url },
    { id: 'c2', base_url: down.url },
    { id: 'c3', base_url: worker.url, enabled: false },
  ];
  await using pool = await startPool({ workers: [worker], config: { containers } });

  const { status, body } = await operatorCall(pool.gateway, all);

  expect(status).toBe(200);
  expect(Object.keys(body.status.containers)).toEqual(['c1', 'c2']);
  expect(body.status.containers.c2).toEqual({
    status: 'error',
    error: "Container 'c2' refused the connection.",
  });
});

it('asks all workers at the same time, and waits for none longer than its probe limit', async () => {
  const container = { timeouts: { connect_seconds: 1, read_seconds: 60 } };
  await using pool = await startPool({ size: 4, container });
  for (const id of ['c1', 'c2', 'c3']) {
    pool.worker(id).script({ rules: [{ kind: 'hang', paths: ['/status'] }] });
  }
  const startedAt = performance.now();

  const { containers } = (await operatorCall(pool.gateway, all)).body.status;

  expect(performance.now() - startedAt).toBeLessThan(2_500);
  for (const id of ['c1', 'c2', 'c3']) expect(containers[id].status).toBe('error');
  expect(containers.c4.status).toBe('ok');
});

it('knows the chat of a container only by its own address, and the newest one of several', async () => {
  await using pool = await startPool({ size: 2 });
  const { page_url: page } = (await pool.ask('one')).body.meta;
  const body = { status: 'ok', page_url: page };
  pool.worker('c2').script({ rules: [{ kind: 'status', status: 200, body, paths: ['/status'] }] });

  const { containers } = (await operatorCall(pool.gateway, all)).body.status;

  expect(containers.c1.orchestrator_chat_session).toMatchObject({ id: 1, page_url: page });
  expect(containers.c2).toEqual({ ...body, ...nothingKnown });
});

it('shows the opaque id of a proxy that a client gave as a URL', async () => {
  await using pool = await startPool();
  await pool.ask('hi', { socks_override: 'socks5://user:secret@10.0.0.1:1080' });

  const { body } = await operatorCall(pool.gateway, all);

  const { socks_id: proxyId } = body.status.containers.c1.orchestrator_chat_session;
  expect(proxyId).toMatch(/^url-[\da-f]{12}$/);
  expect(JSON.stringify(body)).not.toMatch(/secret|10\.0\.0\.1/);
});

it('shows a container that left the configuration until its last task is done', async () => {
  await using worker = await startWorker({ id: 'c1' });
  await using pool = await startPool({ workers: [worker] });
  worker.script({ rules: [{ kind: 'hang', times: 1 }] });
  const running = pool.ask('slow');
  await worker.until(({ counts }) => counts.tasks === 1);
  await pool.gateway.rewriteConfig({ containers: [], profiles: [], prompts: [] });
  await operatorCall(pool.gateway, 'POST /v1/config/reload');

  const { containers } = (await operatorCall(pool.gateway, all)).body.status;
  const alone = await operatorCall(pool.gateway, 'GET /v1/status?container_id=c1');

  expect(containers.c1).toMatchObject({ status: 'busy', orchestrator_flags: { draining: true } });
  expect((await operatorCall(pool.gateway, 'GET /v1/status')).body).toEqual({
    ok: false,
    status: { error: 'no enabled containers' },
  });
  expect(alone.body.status.status).toMatchObject({ status: 'busy' });
  worker.release();
  expect((await running).status).toBe(200);
  expect((await operatorCall(pool.gateway, all)).body.status.containers).toEqual({});
});
