import { setTelemetryShutdown, shutdownTelemetry } from './lifecycle.ts';

afterEach(() => setTelemetryShutdown(() => Promise.resolve()));

it('waits for the spans that are left', async () => {
  let sent = false;
  setTelemetryShutdown(async () => {
    await Promise.resolve();
    sent = true;
  });

  expect(await shutdownTelemetry()).toBe('flushed');
  expect(sent).toBe(true);
});

it.each([
  ['refuses', () => Promise.reject(new Error('connect ECONNREFUSED'))],
  [
    'breaks',
    () => {
      throw new Error('no such exporter');
    },
  ],
])('does not fail when the collector %s', async (_name, shutdown) => {
  setTelemetryShutdown(shutdown);

  expect(await shutdownTelemetry()).toBe('gave_up');
});

it('gives up at the deadline when the collector hangs', async () => {
  setTelemetryShutdown(() => new Promise(() => {}));
  const start = performance.now();

  expect(await shutdownTelemetry({ deadlineMs: 20 })).toBe('gave_up');

  expect(performance.now() - start).toBeLessThan(1_000);
});
