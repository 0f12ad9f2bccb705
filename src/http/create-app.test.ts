import { GlassgateError } from '../plugin-api/error.ts';
import type { Routes } from '../plugin-api/http.ts';
import { startApp } from './test-app.ts';

const open = { access: 'public', summary: 'For this test' } as const;

async function read(response: Response) {
  return { status: response.status, body: (await response.json()) as unknown };
}

function errorBody(code: string, message: unknown = expect.any(String), details: unknown = {}) {
  return { ok: false, error: { code, message, details }, meta: { request_id: expect.any(String) } };
}

/** POST /echo answers the body it was sent, GET /things/:id fails in many ways. */
const routes: Routes = (router, http) => {
  router.post('/echo', open, http.jsonBody({ limitBytes: 100 }), (req, res) => {
    res.json({ got: req.body });
  });
  router.get('/things/:id', open, async ({ params }) => {
    if (params.id === 'busy') throw new GlassgateError('CONTAINER_BUSY', 'No.', { details: { left: 0 } });
    throw new TypeError('secret of the machine');
  });
  router.get('/half', open, (_req, res) => {
    res.write('{"half":');
    throw new Error('broken in the middle');
  });
};

describe('the app', () => {
  it('says that it lives and hands out the metrics', async () => {
    await using app = await startApp();
    expect(await read(await fetch(`${app.url}/health`))).toEqual({ status: 200, body: { ok: true } });
    const metrics = await fetch(`${app.url}/metrics`);
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    expect(await metrics.text()).toBe('up 1\n');
  });

  it('answers 404 for a route that nobody mounted, and tells strangers nothing about itself', async () => {
    await using app = await startApp();
    const response = await fetch(`${app.url}/nowhere?key=secret`, { method: 'PUT' });
    expect(response.headers.has('x-powered-by')).toBe(false);
    expect(await read(response)).toEqual({
      status: 404,
      body: errorBody('NOT_FOUND', 'There is no route PUT /nowhere.'),
    });
    expect(app.results).toMatchObject([{ route: undefined, status: 404, code: 'NOT_FOUND' }]);
  });

  it('answers what an async handler throws, with its code, status and details', async () => {
    await using app = await startApp(routes);
    expect(await read(await fetch(`${app.url}/things/busy`))).toEqual({
      status: 503,
      body: errorBody('CONTAINER_BUSY', 'No.', { left: 0 }),
    });
    expect(app.results).toMatchObject([{ route: '/things/:id', status: 503, code: 'CONTAINER_BUSY' }]);
  });

  it('logs a stranger with its stack and never shows it', async () => {
    await using app = await startApp(routes);
    const { status, body } = await read(await fetch(`${app.url}/things/7`));
    expect(status).toBe(500);
    expect(body).toEqual(errorBody('INTERNAL_ERROR'));
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(app.logLines).toMatchObject([
      { msg: 'request failed', code: 'INTERNAL_ERROR', err: { message: 'secret of the machine' } },
    ]);
  });

  it('cuts an answer that breaks in the middle', async () => {
    await using app = await startApp(routes);
    const ended = app.nextResult();
    const response = await fetch(`${app.url}/half`);
    await expect(response.text()).rejects.toThrow();
    expect(await ended).toMatchObject({ route: '/half', status: 200, code: 'INTERNAL_ERROR' });
  });
});

describe('a JSON body', () => {
  const post = (url: string, body: string, type = 'application/json') =>
    fetch(`${url}/echo`, { method: 'POST', body, headers: { 'content-type': type } }).then(read);

  it('is parsed, whatever JSON it is', async () => {
    await using app = await startApp(routes);
    expect(await post(app.url, '"word"')).toEqual({ status: 200, body: { got: 'word' } });
  });

  it.each([
    [
      'is no JSON',
      '{"a":',
      'application/json',
      400,
      errorBody('INVALID_REQUEST', 'The body is not valid JSON.'),
    ],
    ['is of another type', 'a=1', 'text/plain', 400, errorBody('INVALID_REQUEST')],
    ['has an unknown charset', '{}', 'application/json; charset=klingon', 400, errorBody('INVALID_REQUEST')],
    [
      'is too large',
      JSON.stringify('x'.repeat(200)),
      'application/json',
      413,
      errorBody('PAYLOAD_TOO_LARGE', 'The body is larger than 100 bytes.', { limit_bytes: 100 }),
    ],
  ])('that %s is refused', async (_what, text, type, status, body) => {
    await using app = await startApp(routes);
    expect(await post(app.url, text, type)).toEqual({ status, body });
    expect(app.logLines).toMatchObject([{ msg: 'request refused' }]);
  });
});
