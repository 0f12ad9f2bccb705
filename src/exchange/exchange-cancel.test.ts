import { GlassgateError } from '../plugin-api/error.ts';
import type { Timeouts } from '../plugin-api/exchange.ts';
import { startRawServer } from '../testing/raw-server.ts';
import { makeCall } from '../testing/test-call.ts';
import { makeContainer, openExchange, type TestExchange } from '../testing/test-exchange.ts';
import { startWorker } from '../testing/worker.ts';

function ask(open: TestExchange, url: string, timeouts: Partial<Timeouts> = {}) {
  return open.exchange({
    container: makeContainer(url, timeouts),
    method: 'POST',
    path: '/analyze',
    body: { text: 'x' },
  });
}

describe('an exchange that is cancelled', () => {
  it('closes the connection at once and throws the reason of the request', async () => {
    await using worker = await startWorker({ script: { rules: [{ kind: 'hang' }] } });
    await using open = openExchange();
    const controller = new AbortController();
    const reason = new GlassgateError('DEADLINE_EXCEEDED', 'Too late.');

    const asked = open.exchange({
      container: makeContainer(worker.url),
      method: 'POST',
      path: '/analyze',
      body: { text: 'x' },
      call: makeCall({ signal: controller.signal }),
    });
    await worker.until((ledger) => ledger.counts.tasks === 1);
    controller.abort(reason);

    await expect(asked).rejects.toBe(reason);
    await worker.until((ledger) => ledger.counts.aborted === 1, 1_000);
    expect(open.events).toEqual([
      expect.objectContaining({ failure: 'canceled', error: 'Too late.', status: null }),
    ]);
    expect(open.results).toEqual([expect.objectContaining({ failure: 'canceled', status: null })]);
  });

  it('takes any other reason for a client that left', async () => {
    await using worker = await startWorker({ script: { rules: [{ kind: 'stall' }] } });
    await using open = openExchange();
    const controller = new AbortController();

    const asked = open.exchange({
      container: makeContainer(worker.url),
      method: 'POST',
      path: '/analyze',
      body: { text: 'x' },
      call: makeCall(),
      signal: controller.signal,
    });
    await worker.until((ledger) => ledger.counts.tasks === 1);
    controller.abort('bored');

    await expect(asked).rejects.toMatchObject({ code: 'CLIENT_CANCELED', cause: 'bored' });
    await worker.until((ledger) => ledger.counts.aborted === 1);
  });

  it('sends nothing and tells nobody when it is cancelled before it starts', async () => {
    await using worker = await startWorker();
    await using open = openExchange({ beforeSend: () => new Promise(() => {}) });
    const controller = new AbortController();
    const container = makeContainer(worker.url);
    const request = { container, method: 'POST', path: '/analyze', body: { text: 'x' } } as const;

    const waiting = open.exchange({ ...request, call: makeCall({ signal: controller.signal }) });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CLIENT_CANCELED' });
    await expect(open.exchange({ ...request, signal: controller.signal })).rejects.toMatchObject({
      code: 'CLIENT_CANCELED',
    });

    expect(worker.ledger.posts).toEqual([]);
    expect([open.events, open.results]).toEqual([[], []]);
  });

  it('sends nothing when it is cancelled while it connects', async () => {
    const received = Promise.withResolvers<string>();
    await using server = await startRawServer((socket) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      socket.on('close', () => received.resolve(text));
    });
    await using open = openExchange();
    const controller = new AbortController();

    const asked = open.exchange({
      container: makeContainer(server.url),
      method: 'GET',
      path: '/status',
      signal: controller.signal,
    });
    controller.abort();

    await expect(asked).rejects.toMatchObject({ code: 'CLIENT_CANCELED' });
    expect(await received.promise).toBe('');
    expect(open.events.map((event) => event.failure)).toEqual(['canceled']);
  });

  it('leaves no listener on the signal', async () => {
    await using worker = await startWorker();
    await using open = openExchange();
    const controller = new AbortController();
    const { signal } = controller;
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(signal, args);
    };

    await open.exchange({
      container: makeContainer(worker.url),
      method: 'POST',
      path: '/analyze',
      body: { text: 'x' },
      call: makeCall({ signal }),
    });

    expect(listeners).toBe(0);
  });

  it('ends with SHUTTING_DOWN when the exchange is closed', async () => {
    await using worker = await startWorker({ script: { rules: [{ kind: 'hang' }] } });
    await using open = openExchange();

    const asked = ask(open, worker.url);
    await worker.until((ledger) => ledger.counts.tasks === 1);
    await Promise.all([open.close(), expect(asked).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })]);

    expect(open.events.map((event) => event.failure)).toEqual(['canceled']);
    await expect(ask(open, worker.url)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
