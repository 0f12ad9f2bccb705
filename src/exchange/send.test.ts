import { Pool } from 'undici';
import { send } from './send.ts';

class ThrowingPool extends Pool {
  override dispatch(): boolean {
    throw new TypeError('no such thing');
  }
}

it('ends as a failed exchange when the message cannot even be handed over', async () => {
  await using pool = Object.assign(new ThrowingPool('http://127.0.0.1:1'), {
    [Symbol.asyncDispose]: () => pool.close(),
  });
  const client = new AbortController();
  let listeners = 0;
  const { signal } = client;
  const { addEventListener: add, removeEventListener: remove } = signal;
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1;
    add.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1;
    remove.apply(signal, args);
  };

  const { outcome } = await send({
    route: { pool, baseUrl: 'http://127.0.0.1:1', prefix: '', authorization: undefined },
    method: 'POST',
    path: '/analyze',
    headers: {},
    body: '{}',
    limits: { connectMs: 60_000, readMs: 60_000, totalMs: 60_000 },
    maxReplyBytes: 1000,
    signals: [signal],
    ofNobody: (task) => task(),
  });

  expect(outcome).toMatchObject({ kind: 'failed', failure: 'other', cause: { message: 'no such thing' } });
  expect(listeners).toBe(0);
});
