import { setTimeout as pause } from 'node:timers/promises';
import { makeContainer } from 'glassgate/testing';
import { ContainerPool } from './container-pool.ts';
import { Prober } from './prober.ts';
import { StatusProbe } from './status-probe.ts';

it('asks all of a large pool in turn, also when answers take longer than the interval', async () => {
  const ids = Array.from({ length: 100 }, (_value, index) => `c${String(index).padStart(2, '0')}`);
  const asked: string[] = [];
  const isEnough = Promise.withResolvers<void>();
  const probe = new StatusProbe(async ({ container }) => {
    asked.push(container.id);
    if (asked.length === 300) isEnough.resolve();
    await pause(20);
    return { status: 200, body: {}, isJson: true, durationMs: 20 };
  });
  const pool = new ContainerPool(
    ids.map((id) => ({ ...makeContainer('http://127.0.0.1:1'), id, retries: 0 })),
  );
  const onError = (error: unknown) => isEnough.reject(error);

  {
    using prober = new Prober({ pool, probe, intervalMs: 8, onError });
    prober.start();
    await isEnough.promise;
  }
  await probe[Symbol.asyncDispose]();

  expect(asked.slice(0, 100).sort()).toEqual(ids);
  expect(asked.slice(100, 200).sort()).toEqual(ids);
});
