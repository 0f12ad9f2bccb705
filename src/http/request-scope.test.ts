import { once } from 'node:events';
import { request } from 'node:http';
import type { HttpRequest } from '../plugin-api/http.ts';
import { startApp } from './test-app.ts';

const open = { access: 'public', summary: 'For this test' } as const;

describe('the request id', () => {
  it.each([
    ['taken from a sane header', 'client-7.a:b/c=', 'client-7.a:b/c='],
    ['made up for one that is too long', 'x'.repeat(129), expect.stringMatching(/^[\da-f-]{36}$/)],
    ['made up for one with other characters', 'a b', expect.stringMatching(/^[\da-f-]{36}$/)],
  ])('is %s', async (_what, header, expected) => {
    await using app = await startApp();
    const response = await fetch(`${app.url}/health`, { headers: { 'x-request-id': header } });
    expect(response.headers.get('x-request-id')).toEqual(expected);
    expect(app.results).toMatchObject([{ requestId: expected, status: 200, route: '/health' }]);
  });

  it('may be renamed by a route; only the header is cleaned', async () => {
    await using app = await startApp((router, http) => {
      router.get('/rename', open, (req, res) => {
        http.of(req).rename('größe\r\nX-Evil: a=b');
        res.json(http.of(req).requestId);
      });
    });
    const response = await fetch(`${app.url}/rename`);
    expect(response.headers.get('x-request-id')).toBe('gr__e__X-Evil:_a=b');
    expect(response.headers.has('x-evil')).toBe(false);
    expect(await response.json()).toBe('größe\r\nX-Evil: a=b');
  });
});

describe('the scope of a request', () => {
  it('ends with its callbacks and then the probe, once, when the answer has left', async () => {
    const order: string[] = [];
    await using app = await startApp((router, http) => {
      router.get('/work', open, (req, res) => {
        http.of(req).onEnd(() => order.push('first'));
        http.of(req).onEnd(() => order.push(`second, ${app.results.length} results`));
        res.json({});
        order.push('answered');
      });
    });
    const ended = app.nextResult();
    await fetch(`${app.url}/work`);
    expect(await ended).toMatchObject({ status: 200, code: undefined, durationMs: expect.any(Number) });
    expect(order).toEqual(['answered', 'first', 'second, 0 results']);
  });

  it('aborts its signal when the client leaves before its answer', async () => {
    const reached = Promise.withResolvers<HttpRequest>();
    await using app = await startApp((router, http) => {
      router.get('/hang', open, (req) => reached.resolve(http.of(req)));
    });
    const ended = app.nextResult();
    const client = request(`${app.url}/hang`).on('error', () => undefined);
    client.end();
    const { signal } = await reached.promise;
    expect(signal.aborted).toBe(false);
    client.destroy();

    if (!signal.aborted) await once(signal, 'abort');
    expect(signal.reason).toMatchObject({ code: 'CLIENT_CANCELED' });
    expect(await ended).toMatchObject({ status: undefined, code: 'CLIENT_CANCELED', route: '/hang' });
  });

  it('does not abort for a client that has its whole answer', async () => {
    let signal: AbortSignal | undefined;
    await using app = await startApp((router, http) => {
      router.get('/quick', open, (req, res) => {
        ({ signal } = http.of(req));
        res.json({});
      });
    });
    const ended = app.nextResult();
    await (await fetch(`${app.url}/quick`, { headers: { connection: 'close' } })).json();
    await ended;
    expect(signal?.aborted).toBe(false);
  });
});
