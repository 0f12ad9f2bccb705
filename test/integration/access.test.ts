import type { Role } from 'glassgate/plugin-api';
import { buildGateway, type TestGateway } from 'glassgate/testing';

const keys = {
  client: 'key-of-a-client-01',
  'other client': 'key-of-another-one',
  admin: 'key-of-the-admin-1',
  'wrong key': 'key-of-nobody-0001',
};

type Caller = 'nobody' | keyof typeof keys;

const callers: readonly Caller[] = ['nobody', 'client', 'other client', 'admin', 'wrong key'];

/** Who may call which route when there are keys for everything. A new route needs a line here. */
const routes: Readonly<Record<string, Role>> = {
  'DELETE /api/admin/config/*limiter/:key': 'operator',
  'DELETE /v1/admin/config/*limiter/:key': 'operator',
  'GET /api/admin/config': 'operator',
  'GET /health': 'public',
  'GET /health/ready': 'public',
  'GET /metrics': 'operator',
  'GET /status': 'operator',
  'GET /v1/admin/audit': 'operator',
  'GET /v1/admin/config': 'operator',
  'GET /v1/alerts/outbox': 'operator',
  'GET /v1/io-log/:container': 'operator',
  'GET /v1/jobs': 'operator',
  'GET /v1/jobs/:id': 'operator',
  'GET /v1/models': 'client',
  'GET /v1/models/*id': 'client',
  'GET /v1/profiles/blocked': 'operator',
  'GET /v1/reports/containers': 'operator',
  'GET /v1/reports/profiles': 'operator',
  'GET /v1/reports/prompts': 'operator',
  'GET /v1/self-check': 'operator',
  'GET /v1/status': 'operator',
  'GET /v1/status/all': 'operator',
  'PATCH /api/admin/config': 'operator',
  'PATCH /v1/admin/config': 'operator',
  'POST /api/admin/config': 'operator',
  'POST /api/admin/limiter/*limiter/reset': 'operator',
  'POST /v1/admin/config': 'operator',
  'POST /v1/admin/limiters/*limiter/reset': 'operator',
  'POST /v1/alerts/:receiver': 'operator',
  'POST /v1/alerts/outbox/:id/retry': 'operator',
  'POST /v1/chat/completions': 'client',
  'POST /v1/chat/lock': 'operator',
  'POST /v1/chat/unlock': 'operator',
  'POST /v1/chats/lock': 'operator',
  'POST /v1/chats/unlock': 'operator',
  'POST /v1/completions': 'client',
  'POST /v1/config/reload': 'operator',
  'POST /v1/embeddings': 'client',
  'POST /v1/profiles/:profile_id/chats/archive': 'operator',
  'POST /v1/profiles/:profile_id/guest/clear': 'operator',
  'POST /v1/solve': 'client',
};

/** The status for each caller at a route of each role; 'in' is any that is no refusal. */
const expected: Readonly<Record<Role, Readonly<Record<Caller, 'in' | 401 | 403>>>> = {
  public: { nobody: 'in', client: 'in', 'other client': 'in', admin: 'in', 'wrong key': 'in' },
  client: { nobody: 401, client: 'in', 'other client': 'in', admin: 'in', 'wrong key': 401 },
  operator: { nobody: 401, client: 403, 'other client': 403, admin: 'in', 'wrong key': 401 },
};

const clients = [
  { name: 'one', key: keys.client },
  { name: 'two', key: keys['other client'], profiles: ['p1'] },
];
const allKeys = {
  clients,
  admin: { key: keys.admin },
  protect_metrics: true,
  max_failures_per_minute: 1_000,
};

/** The routes of the OpenAI API answer in its shape. */
function unauthorized(route: string): object {
  const isOpenai = / \/v1\/(?:chat\/completions|completions|embeddings|models)/.test(route);
  return isOpenai
    ? { error: { type: 'authentication_error', code: 'invalid_api_key' } }
    : { ok: false, error: { code: 'UNAUTHORIZED' } };
}

async function call(gateway: TestGateway, route: string, caller: Caller) {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`${gateway.url}${path.replaceAll(/:\w+/g, 'nobody')}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(caller !== 'nobody' && { authorization: `Bearer ${keys[caller]}` }),
    },
    ...(method !== 'GET' && { body: '{}' }),
  });
  const isRefused = response.status === 401 || response.status === 403;
  // What is not read must be let go: an answer may be a stream without an end.
  if (!isRefused) await response.body?.cancel();
  return {
    status: response.status,
    access: isRefused ? response.status : 'in',
    challenge: response.headers.get('www-authenticate'),
    body: isRefused ? await response.json() : undefined,
  };
}

describe('with keys for clients and the admin', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await buildGateway({ auth: allKeys });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  it('has a line in this table for every route', () => {
    const mounted = gateway.routes.map(({ method, path, access }) => [`${method} ${path}`, access]);
    expect(Object.fromEntries(mounted)).toEqual(routes);
  });

  const cases = Object.entries(routes).flatMap(([route, role]) =>
    callers.map((caller) => [route, caller, expected[role][caller]] as const),
  );

  it.each(cases)('answers %s to %s with: %s', async (route, caller, access) => {
    const reply = await call(gateway, route, caller);

    expect(reply).toMatchObject({ access, challenge: access === 401 ? 'Bearer' : null });
    if (access === 401) expect(reply.body).toMatchObject(unauthorized(route));
    if (access === 403) expect(reply.body).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });

  it('counts refusals by reason', async () => {
    await using fresh = await buildGateway({ auth: allKeys });
    await call(fresh, 'POST /v1/solve', 'nobody');
    await call(fresh, 'POST /v1/solve', 'wrong key');
    await call(fresh, 'GET /metrics', 'client');
    await call(fresh, 'POST /v1/solve', 'client');

    const authorization = `Bearer ${keys.admin}`;
    const metrics = await (await fetch(`${fresh.url}/metrics`, { headers: { authorization } })).text();

    const counted = [...metrics.matchAll(/^glassgate_auth_refusals_total\{reason="(\w+)"\} (\d+)$/gm)];
    expect(Object.fromEntries(counted.map(([, reason, count]) => [reason, count]))).toEqual({
      missing: '1',
      unknown: '1',
      role: '1',
      malformed: '0',
      closed: '0',
      throttled: '0',
    });
    expect(metrics).toContain('glassgate_solve_requests_total{code="UNAUTHORIZED"} 2\n');
  });
});

describe('with fewer keys', () => {
  it.each([
    ['no key at all', {}, 'in', 'in'],
    ['one for the admin', { auth: { admin: { key: keys.admin } } }, 'in', 'in'],
    ['keys for clients', { auth: { clients } }, 401, 'in'],
    ['one for the admin, also at the metrics', { auth: { ...allKeys, clients: [] } }, 'in', 401],
  ] as const)('asks at the routes that have some: %s', async (_what, config, solve, metrics) => {
    await using gateway = await buildGateway(config);
    expect(await call(gateway, 'POST /v1/solve', 'nobody')).toMatchObject({ access: solve });
    expect(await call(gateway, 'GET /metrics', 'nobody')).toMatchObject({ access: metrics });
    expect(await call(gateway, 'GET /health', 'nobody')).toMatchObject({ status: 200 });
  });

  it('closes the routes of operators to everybody when only clients have keys', async () => {
    const operators = `export default { name: 'operators', setup: () => ({
      routes: (routes) => routes.get('/secret', { access: 'operator', summary: 'For operators' },
        (_req, res) => res.json({ secret: true })),
    }) };`;
    await using gateway = await buildGateway(
      { plugins: ['auth', './operators.mjs'], auth: { clients } },
      { files: { 'operators.mjs': operators } },
    );
    for (const caller of callers) {
      const reply = await call(gateway, 'GET /secret', caller);
      expect(reply).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
      expect(JSON.stringify(reply.body)).toContain("'auth.admin'");
    }
  });
});
