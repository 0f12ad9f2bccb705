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

it('gives up at its own deadline when the collector hangs, and not before', async () => {
  const collector = Promise.withResolvers<void>();
  setTelemetryShutdown(() => collector.promise);
  const ended: string[] = [];
  const patient = shutdownTelemetry({ deadlineMs: 60_000 }).then((end) => ended.push(`patient: ${end}`));
  await shutdownTelemetry({ deadlineMs: 20 }).then((end) => ended.push(`hasty: ${end}`));
  collector.resolve();
  await patient;

  expect(ended).toEqual(['hasty: gave_up', 'patient: flushed']);
});
