import type { Authenticator, Principal } from '../plugin-api/access.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import type { Routes } from '../plugin-api/http.ts';
import { startApp } from './test-app.ts';

const alice: Principal = { name: 'alice', role: 'client', limits: { profiles: ['p1'] } };

/** Guards client routes only, and knows Alice by her name. */
function authenticator(changes: Partial<Authenticator> = {}): Authenticator {
  return {
    guards: (role) => role === 'client',
    admit: (_role, authorization) => {
      if (authorization === 'alice') return alice;
      const code = authorization === undefined ? 'UNAUTHORIZED' : 'FORBIDDEN';
      throw new GlassgateError(code, 'Not you.');
    },
    protectsMetrics: false,
    allowsOpenBind: false,
    ...changes,
  };
}

const routes: Routes = (table, http) => {
  for (const access of ['public', 'client', 'operator'] as const) {
    table.post(
      `/${access}`,
      { access, summary: 'For this test' },
      http.jsonBody({ limitBytes: 9 }),
      (req, res) => {
        res.json({ body: req.body, principal: http.of(req).principal });
      },
    );
  }
};

async function post(url: string, authorization?: string, body = '1') {
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
  const response = await fetch(url, { method: 'POST', headers, body });
  const challenge = response.headers.get('www-authenticate');
  return { status: response.status, challenge, body: (await response.json()) as unknown };
}

describe('a guarded route', () => {
  it('tells its handlers who is calling', async () => {
    await using app = await startApp(routes, { authenticator: authenticator() });
    expect(await post(`${app.url}/client`, 'alice')).toEqual({
      status: 200,
      challenge: null,
      body: { body: 1, principal: alice },
    });
  });

  it.each([
    ['nobody', undefined, 401, 'UNAUTHORIZED', 'Bearer'],
    ['a stranger', 'mallory', 403, 'FORBIDDEN', null],
  ])('refuses %s before it reads the body', async (_who, authorization, status, code, challenge) => {
    await using app = await startApp(routes, { authenticator: authenticator() });
    const reply = await post(`${app.url}/client`, authorization, 'no JSON and too long');
    expect(reply).toMatchObject({ status, challenge, body: { ok: false, error: { code } } });
    expect(app.results).toMatchObject([{ route: '/client', status, code }]);
  });

  it.each([
    [
      'fails',
      () => {
        throw new TypeError('broken');
      },
    ],
    ['answers a promise', async () => alice],
    ['answers nothing', () => undefined],
  ])('lets nobody in when the authenticator %s', async (_what, admit) => {
    const broken = authenticator({ admit: admit as unknown as Authenticator['admit'] });
    await using app = await startApp(routes, { authenticator: broken });
    expect(await post(`${app.url}/client`, 'alice')).toMatchObject({
      status: 500,
      body: { error: { code: 'INTERNAL_ERROR' } },
    });
  });
});

describe('an open route', () => {
  it.each(['public', 'operator'])('asks nobody: %s', async (path) => {
    await using app = await startApp(routes, { authenticator: authenticator() });
    expect(await post(`${app.url}/${path}`, 'mallory')).toMatchObject({ status: 200, body: { body: 1 } });
  });

  it('is every route of a gateway without an authenticator', async () => {
    await using app = await startApp(routes);
    for (const path of ['public', 'client', 'operator']) {
      expect(await post(`${app.url}/${path}`)).toMatchObject({ status: 200, body: { body: 1 } });
    }
  });
});

describe('the metrics', () => {
  it('are for everybody, unless the authenticator protects them', async () => {
    await using open = await startApp(routes, { authenticator: authenticator({ guards: () => true }) });
    expect((await fetch(`${open.url}/metrics`)).status).toBe(200);
    const strict = authenticator({ guards: () => true, protectsMetrics: true });
    await using guarded = await startApp(routes, { authenticator: strict });
    expect((await fetch(`${guarded.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${guarded.url}/health`)).status).toBe(200);
  });
});
