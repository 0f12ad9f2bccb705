import { request as httpRequest } from 'node:http';
import { buildGateway, type TestGateway } from 'glassgate/testing';
import { post, providerEntry, key as providerKey, question, startLlmGateway } from './openai/llm-gateway.ts';

const adminKey = 'key-of-the-admin-1';
const auth = { admin: { key: adminKey }, clients: [{ name: 'one', key: 'key-of-a-client-01' }] };
const one = 'openai/local/main';
const plugins = ['auth', 'openai', 'provider', 'rate-limit', 'proxy', 'admin'];

function configOf(config: object = {}, limiter: object = { rate_rpm: 40, queue_max_size: 9 }): object {
  return {
    plugins,
    providers: [providerEntry('http://127.0.0.1:9', { limiter })],
    auth,
    ...config,
  };
}

interface Answer {
  readonly status: number;
  readonly etag: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
  readonly body: any;
}

interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bearer?: string;
}

async function call(gateway: TestGateway, path: string, options: Call = {}): Promise<Answer> {
  const { method = 'GET', body, headers = {}, bearer = adminKey } = options;
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: {
      ...(bearer !== '' && { authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, etag: response.headers.get('etag'), body: await response.json() };
}

function change(gateway: TestGateway, limiters: object, headers?: Record<string, string>): Promise<Answer> {
  const body = { limiters };
  return call(gateway, '/v1/admin/config', { method: 'PATCH', body, ...(headers && { headers }) });
}

describe('with one limiter', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await buildGateway(configOf());
  });
  afterEach(() => gateway[Symbol.asyncDispose]());

  it('shows every setting with where it comes from, the rate as set and as it is, and no key', async () => {
    const { status, etag, body } = await call(gateway, '/v1/admin/config');

    expect(status).toBe(200);
    expect(etag).toBe(body.etag);
    expect(body.limiters[one]).toMatchObject({
      effective_rpm: 40,
      state: 'normal',
      settings: {
        rate_rpm: { value: 40, origin: 'config' },
        queue_max_size: { value: 9, origin: 'config' },
        queue_full_policy: { value: 'reject', origin: 'config' },
      },
    });
    expect(body.providers).toMatchObject([
      { provider: 'local', credential_id: 'main', masked_key: `${providerKey.slice(0, 4)}****` },
    ]);
    expect(JSON.stringify(body)).not.toContain(providerKey);
    expect((await call(gateway, '/api/admin/config')).body).toEqual(body);
  });

  it('changes limits, says from what to what, and keeps a record of who it was', async () => {
    const answer = await change(gateway, { [one]: { rate_rpm: 20, queue_full_policy: 'passthrough' } });
    const after = await call(gateway, '/v1/admin/config');
    const audit = await call(gateway, '/v1/admin/audit');
    const line = await gateway.untilLog('limits changed');

    const changed = [
      { limiter: one, name: 'rate_rpm', old: 40, new: 20 },
      { limiter: one, name: 'queue_full_policy', old: 'reject', new: 'passthrough' },
    ];
    expect(answer).toMatchObject({ status: 200, etag: after.etag, body: { changed } });
    expect(after.body.limiters[one]).toMatchObject({
      effective_rpm: 20,
      settings: { rate_rpm: { value: 20, origin: 'override', configured: 40, set_by: 'admin' } },
    });
    expect(audit.body.entries).toMatchObject(
      changed
        .toReversed()
        .map((entry) => ({ ...entry, action: 'override', who: 'admin', source: '127.0.0.1' })),
    );
    expect(line).toMatchObject({ event: 'admin.config_changed', who: 'admin', changes: changed });
  });

  it.each([
    ['one value is out of range', { [one]: { queue_max_size: 3, rate_rpm: 0 } }],
    ['one value is no number', { [one]: { queue_max_size: 3, rate_rpm: '20' } }],
    ['one key cannot be set', { [one]: { queue_max_size: 3, window_guard: false } }],
    ['one limiter does not exist', { [one]: { queue_max_size: 3 }, 'openai/nobody': { rate_rpm: 1 } }],
    ['nothing is asked for', {}],
  ])('changes nothing when %s', async (_what, limiters) => {
    const before = await call(gateway, '/v1/admin/config');
    const answer = await change(gateway, limiters);

    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
    expect((await call(gateway, '/v1/admin/config')).body).toEqual(before.body);
    expect((await call(gateway, '/v1/admin/audit')).body.entries).toEqual([]);
  });

  it('refuses a change to what somebody else has changed meanwhile', async () => {
    const { etag } = await call(gateway, '/v1/admin/config');
    const first = await change(gateway, { [one]: { rate_rpm: 20 } }, { 'if-match': etag ?? '' });
    const second = await change(gateway, { [one]: { rate_rpm: 30 } }, { 'if-match': etag ?? '' });
    const third = await change(gateway, { [one]: { rate_rpm: 30 } }, { 'if-match': first.etag ?? '' });

    expect([first.status, second.status, third.status]).toEqual([200, 412, 200]);
    expect(second.body.error).toMatchObject({
      code: 'PRECONDITION_FAILED',
      details: { etag: first.etag },
    });
  });

  it('goes back to the file, key by key or with null', async () => {
    await change(gateway, { [one]: { rate_rpm: 20, queue_max_size: 3, max_inflight: 2 } });
    const slashes = await call(gateway, `/v1/admin/config/${one}/rate_rpm`, { method: 'DELETE' });
    const encoded = `/api/admin/config/${encodeURIComponent(one)}/queue_max_size`;
    const other = await call(gateway, encoded, { method: 'DELETE' });
    await change(gateway, { [one]: { max_inflight: null } });
    const again = await call(gateway, `/v1/admin/config/${one}/rate_rpm`, { method: 'DELETE' });
    const { settings } = (await call(gateway, '/v1/admin/config')).body.limiters[one];

    expect(slashes.body.changed).toEqual([{ limiter: one, name: 'rate_rpm', old: 20, new: 40 }]);
    expect(other.body.changed).toEqual([{ limiter: one, name: 'queue_max_size', old: 3, new: 9 }]);
    expect(again).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect([settings.rate_rpm, settings.queue_max_size, settings.max_inflight]).toEqual([
      { value: 40, origin: 'config' },
      { value: 9, origin: 'config' },
      { value: 20, origin: 'config' },
    ]);
  });

  it('takes values alone where there is one limiter, as the predecessor did', async () => {
    const body = { rate_rpm: 12 };
    const answer = await call(gateway, '/api/admin/config', { method: 'POST', body });

    expect(answer.body.changed).toEqual([{ limiter: one, name: 'rate_rpm', old: 40, new: 12 }]);
  });

  it('sets a limiter back, and says so in the record', async () => {
    const reset = await call(gateway, `/v1/admin/limiters/${one}/reset`, { method: 'POST' });
    const unknown = await call(gateway, '/api/admin/limiter/openai/nobody/reset', { method: 'POST' });

    expect(reset).toMatchObject({ status: 200, body: { limiter: { key: one, state: 'normal' } } });
    expect(unknown.status).toBe(404);
    expect((await call(gateway, '/v1/admin/audit')).body.entries).toMatchObject([{ action: 'reset' }]);
  });

  it('turns the pages of the record', async () => {
    for (const rate_rpm of [1, 2, 3]) await change(gateway, { [one]: { rate_rpm } });
    const first = await call(gateway, '/v1/admin/audit?limit=2');
    const second = await call(gateway, `/v1/admin/audit?limit=2&before=${first.body.next}`);

    const news = [first, second].map(({ body }) => body.entries.map((entry: { new: number }) => entry.new));
    expect(news).toEqual([[3, 2], [1]]);
    expect(second.body.next).toBeNull();
    expect((await call(gateway, '/v1/admin/audit?limit=0')).status).toBe(400);
  });

  it('shows what each limiter and provider does', async () => {
    const { body } = await call(gateway, '/status');

    expect(body.limiters).toMatchObject([
      {
        key: one,
        window_sends: 0,
        inflight: 0,
        paused_until: null,
        requests: { total: 0 },
        errors: { rejected: 0 },
      },
    ]);
    expect(body.providers).toMatchObject([{ key: 'local/main', circuit: 'closed', key_state: 'unknown' }]);
  });

  it('keeps what was set after the file has changed under it', async () => {
    await change(gateway, { [one]: { rate_rpm: 20 } });
    await gateway.rewriteConfig(configOf({}, { rate_rpm: 33 }));
    const reload = await call(gateway, '/v1/config/reload', { method: 'POST' });
    const { settings } = (await call(gateway, '/v1/admin/config')).body.limiters[one];

    expect(reload.status).toBe(200);
    expect(settings.rate_rpm).toMatchObject({ value: 20, origin: 'override', configured: 33 });
  });
});

it('has what was set in force again after a restart, also for a limiter that is gone and returns', async () => {
  await using first = await buildGateway(configOf());
  await change(first, { [one]: { rate_rpm: 20 } });
  const { sqlitePath } = first;
  await first.stop();
  await using second = await buildGateway(configOf({ providers: [] }), { sqlitePath });
  const without = await call(second, '/v1/admin/config');
  await second.rewriteConfig(configOf());
  await call(second, '/v1/config/reload', { method: 'POST' });
  const returned = await call(second, '/v1/admin/config');

  expect(without.body.overrides_without_limiter).toMatchObject([
    { limiter: one, name: 'rate_rpm', value: 20 },
  ]);
  expect(returned.body.limiters[one]).toMatchObject({ effective_rpm: 20 });
  expect(returned.body.overrides_without_limiter).toEqual([]);
});

it('keeps a queue as long as those who wait need it', async () => {
  await using llm = await startLlmGateway({
    entry: { limiter: { rate_rpm: 1 } },
    config: { plugins, auth: { admin: auth.admin } },
  });
  const leaving = new AbortController();
  const ask = () => post(llm.gateway, question, { signal: leaving.signal }).catch(() => undefined);
  await ask();
  const asked = [ask(), ask(), ask()];
  for (let waiting = 0; waiting < 3; ) {
    waiting = (await call(llm.gateway, '/status')).body.limiters[0].queue.current_size;
  }
  const tooShort = await change(llm.gateway, { [one]: { queue_max_size: 2, rate_rpm: 0.5 } });
  const { settings } = (await call(llm.gateway, '/v1/admin/config')).body.limiters[one];
  const longEnough = await change(llm.gateway, { [one]: { queue_max_size: 3 } });
  leaving.abort();
  await Promise.all(asked);

  expect(tooShort).toMatchObject({ status: 400, body: { error: { details: { current_size: 3 } } } });
  expect(settings.rate_rpm).toEqual({ value: 1, origin: 'config' });
  expect(longEnough.status).toBe(200);
});

describe('the door', () => {
  /** As `fetch` would not send it. */
  function statusWith(gateway: TestGateway, headers: Record<string, string>): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const path = '/v1/admin/config';
      const sent = httpRequest(gateway.url, { path, headers, agent: false }, (res) => {
        res.resume();
        resolve(res.statusCode);
      });
      sent.once('error', reject).end();
    });
  }

  it('is closed to everybody without a key for the admin', async () => {
    await using open = await buildGateway(configOf({ auth: {} }));
    await using clients = await buildGateway(configOf({ auth: { clients: auth.clients } }));

    for (const gateway of [open, clients]) {
      const answer = await call(gateway, '/v1/admin/config', { bearer: '' });
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
      expect(answer.body.error.message).toContain("'auth.admin'");
    }
  });

  it('opens on loopback where the operator wants no key', async () => {
    await using gateway = await buildGateway(configOf({ auth: {}, admin: { insecure: true } }));
    const rates = { [one]: { rate_rpm: 20 } };
    const body = { limiters: rates };
    const answer = await call(gateway, '/v1/admin/config', { method: 'PATCH', body, bearer: '' });

    expect(answer.status).toBe(200);
    const audit = await call(gateway, '/v1/admin/audit', { bearer: '' });
    expect(audit.body.entries).toMatchObject([{ who: 'anonymous' }]);
  });

  it.each([
    ['an address', { host: '127.0.0.1:9000' }, 200],
    ['an address of IPv6', { host: '[::1]:9000' }, 200],
    ['localhost', { host: 'localhost:9000' }, 200],
    ['a name from the config', { host: 'Gate.Internal' }, 200],
    ['a name that was made to lead here', { host: 'evil.example' }, 403],
    ['a page from here', { host: 'localhost:9000', origin: 'http://localhost:9000' }, 200],
    ['a page from elsewhere', { host: 'localhost:9000', origin: 'https://evil.example' }, 403],
    ['a page without an origin', { host: 'localhost:9000', origin: 'null' }, 403],
  ])('asks for more than the key: %s', async (_what, headers, status) => {
    await using gateway = await buildGateway(configOf({ admin: { hosts: ['gate.internal'] } }));

    expect(await statusWith(gateway, { authorization: `Bearer ${adminKey}`, ...headers })).toBe(status);
  });

  it('closes for a while after ten wrong keys from one address, for right ones too', async () => {
    await using gateway = await buildGateway(configOf());
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1) {
      const bearer = `key-of-nobody-${1000 + index}`;
      statuses.push((await call(gateway, '/v1/admin/config', { bearer })).status);
    }
    const right = await call(gateway, '/v1/admin/config');
    const client = await fetch(`${gateway.url}/v1/models/nobody`, {
      headers: { authorization: 'Bearer key-of-a-client-01' },
    });

    expect(statuses).toEqual([...Array(10).fill(401), 429]);
    expect(right).toMatchObject({ status: 429, body: { error: { code: 'RATE_LIMITED' } } });
    expect(client.status).toBe(404);
  });

  it('takes JSON only', async () => {
    await using gateway = await buildGateway(configOf());
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'text/plain' };
    const body = '{"rate_rpm":1}';
    const { status } = await fetch(`${gateway.url}/v1/admin/config`, { method: 'POST', headers, body });

    expect(status).toBe(400);
  });
});
