import { operatorCall } from './operator-call.ts';
import { rootUrl, startPool } from './pool.ts';

const quick = { timeouts: { connect_seconds: 0.5, read_seconds: 0.5 } };

describe('GET /v1/status', () => {
  it('passes the status of the first container through, or of the one that is named', async () => {
    await using pool = await startPool({ size: 2, worker: { busyFormat: 'flag' } });
    pool.worker('c2').script({ busy: { status: true } });

    const first = await operatorCall(pool.gateway, 'GET /v1/status');
    const named = await operatorCall(pool.gateway, 'GET /v1/status?container_id=c2');

    const idle = { status: 'ok', busy: false, page_url: rootUrl };
    expect(first).toEqual({
      status: 200,
      body: { ok: true, status: { container_id: 'c1', status: idle } },
    });
    expect(named.body).toEqual({
      ok: true,
      status: { container_id: 'c2', status: { ...idle, busy: true } },
    });
  });

  it('asks now, every time', async () => {
    await using pool = await startPool();
    const { counts } = await pool.worker('c1').until((ledger) => ledger.counts.statusCalls === 1);
    for (const _ of [1, 2, 3]) await operatorCall(pool.gateway, 'GET /v1/status?container_id=c1');
    expect(pool.worker('c1').ledger.counts.statusCalls).toBe(counts.statusCalls + 3);
  });

  it('asks a disabled container by its id, and takes none of them by itself', async () => {
    await using pool = await startPool({ container: { enabled: false } });

    expect(await operatorCall(pool.gateway, 'GET /v1/status?container_id=')).toEqual({
      status: 200,
      body: { ok: false, status: { error: 'no enabled containers' } },
    });
    expect(pool.worker('c1').ledger.counts.statusCalls).toBe(0);
    expect(await operatorCall(pool.gateway, 'GET /v1/status?container_id=c1')).toMatchObject({
      status: 200,
      body: { ok: true, status: { container_id: 'c1', status: { status: 'ok' } } },
    });
  });

  it('asks a container by its id that a reload has disabled', async () => {
    await using pool = await startPool();
    const containers = [{ id: 'c1', base_url: pool.worker('c1').url, enabled: false }];
    await pool.gateway.rewriteConfig({ containers });
    await operatorCall(pool.gateway, 'POST /v1/config/reload');

    expect((await operatorCall(pool.gateway, 'GET /v1/status')).body.ok).toBe(false);
    expect((await operatorCall(pool.gateway, 'GET /v1/status?container_id=c1')).body.ok).toBe(true);
  });

  it('answers 404 for an id that is not configured', async () => {
    await using pool = await startPool();
    expect(await operatorCall(pool.gateway, 'GET /v1/status?container_id=c9')).toEqual({
      status: 404,
      body: { ok: false, status: { error: "There is no container 'c9'." } },
    });
  });

  it('refuses two ids at once', async () => {
    await using pool = await startPool();
    const reply = await operatorCall(pool.gateway, 'GET /v1/status?container_id=c1&container_id=c2');
    expect(reply).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
  });

  it.each([
    ['is down', undefined, 'refused the connection.'],
    ['drops the connection', { kind: 'drop' }, 'closed the connection before its answer was complete.'],
    ['hangs', { kind: 'hang' }, /(was silent for|gave no complete answer within) 500 ms\.$/],
    ['fails', { kind: 'status', status: 500 }, 'answered /status with 500.'],
    ['answers HTML', { kind: 'html' }, 'answered /status with no JSON object.'],
  ] as const)('answers 502 when the worker %s', async (_, rule, error) => {
    await using pool = await startPool({ container: quick });
    if (rule === undefined) await pool.worker('c1').stop();
    else pool.worker('c1').script({ rules: [{ ...rule, paths: ['/status'] }] });

    const reply = await operatorCall(pool.gateway, 'GET /v1/status?container_id=c1');

    const sentence =
      typeof error === 'string' ? expect.stringContaining(error) : expect.stringMatching(error);
    expect(reply).toEqual({ status: 502, body: { ok: false, status: { error: sentence } } });
    expect(JSON.stringify(reply.body)).not.toContain('127.0.0.1');
  });

  it('masks what a worker tells of its own proxy', async () => {
    await using pool = await startPool();
    const body = { status: 'ok', page_url: rootUrl, socks: 'socks5://user:secret@10.0.0.1:1080' };
    pool.worker('c1').script({ rules: [{ kind: 'status', status: 200, body, paths: ['/status'] }] });

    for (const route of ['GET /v1/status', 'GET /v1/status/all'] as const) {
      const text = JSON.stringify((await operatorCall(pool.gateway, route)).body);
      expect(text).toContain(rootUrl);
      expect(text).not.toContain('secret');
    }
  });
});
