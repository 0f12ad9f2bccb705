import { startPool } from './pool.ts';

it('tells once when a container stops answering, and once when it answers again', async () => {
  await using pool = await startPool({ size: 1, config: { selector: { probe_interval_seconds: 0.05 } } });
  const [worker] = pool.workers;

  worker?.script({ rules: [{ kind: 'status', status: 500, paths: ['/status'] }] });
  const down = await pool.gateway.untilLog('container does not answer');
  worker?.clearScript();
  const up = await pool.gateway.untilLog('container answers again');

  expect(down).toMatchObject({
    level: 'warn',
    event: 'container.down',
    container_id: 'c1',
    reason: expect.stringContaining('500'),
  });
  expect(up).toMatchObject({ level: 'info', event: 'container.up', container_id: 'c1' });
  const events = pool.gateway.logLines.filter(({ event }) => /^container\.(up|down)$/.test(String(event)));
  expect(events).toHaveLength(2);
  const changes = pool.gateway.logLines.filter(({ event }) => event === 'container.state_changed');
  expect(changes.slice(-2)).toMatchObject([
    { level: 'debug', container_id: 'c1', to: 'unreachable' },
    { level: 'debug', container_id: 'c1', from: 'unreachable', to: 'idle' },
  ]);
});
