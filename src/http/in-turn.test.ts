import type { Response } from 'express';
import { startApp } from './test-app.ts';
import { openSocket } from './test-socket.ts';

const open = { access: 'public', summary: 'For this test' } as const;

/** An app whose requests to `/held` wait until the test answers them. */
async function startHeld() {
  const held: { readonly res: Response; readonly name: string }[] = [];
  let arrived = Promise.withResolvers<void>();
  const app = await startApp((router) => {
    router.get('/held/:name', open, (req, res) => {
      held.push({ res, name: req.params['name'] ?? '' });
      arrived.resolve();
      arrived = Promise.withResolvers();
    });
    router.post('/body', open, (req, res) => {
      req.resume().once('end', () => res.json({ read: true }));
    });
  });
  return { app, held, next: () => arrived.promise };
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

describe('requests that are sent without waiting for an answer', () => {
  it('are taken one after the other, and answered in their order', async () => {
    const { app, held, next } = await startHeld();
    await using _app = app;
    await using client = await openSocket(app.server);
    const first = next();
    client.write(get('/held/1') + get('/held/2') + get('/held/3'));

    await first;
    // Another connection is answered meanwhile, and later than the two that wait were read.
    expect((await fetch(`${app.url}/health`)).status).toBe(200);
    expect(held.map(({ name }) => name)).toEqual(['1']);
    for (const place of [0, 1, 2]) {
      const following = next();
      held[place]?.res.json({ place });
      if (place < 2) await following;
    }
    client.write(`GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    const places = [...(await client.closed).matchAll(/"place":(\d)/g)].map(([, place]) => place);
    expect(places).toEqual(['0', '1', '2']);
  });

  it('are forgotten when their connection is gone before their turn', async () => {
    const { app, held, next } = await startHeld();
    await using _app = app;
    await using client = await openSocket(app.server);
    const first = next();
    client.write(get('/held/1') + get('/held/2').repeat(5));
    await first;
    const ended = app.nextResult();
    client.socket.destroy();

    expect(await ended).toMatchObject({ code: 'CLIENT_CANCELED' });
    await fetch(`${app.url}/health`);
    expect(held.map(({ name }) => name)).toEqual(['1']);
    expect(app.results.filter(({ route }) => route === '/held/:name')).toHaveLength(1);
  });

  it('are all answered, bodies included, however many there are', async () => {
    const { app } = await startHeld();
    await using _app = app;
    await using client = await openSocket(app.server);
    const post = `POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 3000\r\n\r\n${'x'.repeat(3000)}`;
    client.write(`${post}${get('/health')}`.repeat(200));
    client.write('GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');

    const text = await client.closed;
    expect(text.match(/"read":true/g)).toHaveLength(200);
    expect(text.match(/"ok":true/g)).toHaveLength(201);
  });

  it('end the connection when more of them wait than any client sends in advance', async () => {
    const { app, next } = await startHeld();
    await using _app = app;
    await using client = await openSocket(app.server);
    const first = next();
    client.write(get('/held/1'));
    await first;
    const ended = app.nextResult();
    client.write(get('/health').repeat(1_001));

    // Whether the client sees an end or a reset depends on what it has sent since.
    expect(await client.closed.catch(() => '')).toBe('');
    expect(await ended).toMatchObject({ route: '/held/:name', code: 'CLIENT_CANCELED' });
    expect(app.results).toHaveLength(1);
  });
});
