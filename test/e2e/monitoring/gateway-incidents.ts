import { startGatewayProcess } from 'glassgate/testing';
import * as demoDisk from '../../../src/demo/incidents/full-log-disk.ts';
import * as demo from '../../../src/demo/incidents/profile-incidents.ts';
import { solve } from '../solve.ts';
import { begin, sceneOf } from './scene.ts';
import { patienceMs, type Stack } from './stack.ts';

export async function loggedOutProfile(stack: Stack): Promise<void> {
  const { feishu, gateway } = stack;
  const alert = 'GlassgateProfileLoggedOut';
  await using trouble = await begin(demo.loggedOut, sceneOf(stack, { profiles: ['only-c1'] }));
  await solve(gateway, { profile: 'only-c1' });
  const card = await feishu.until(alert, 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('orange');
  expect(card.text).toContain('1 profiles are logged out.');

  await trouble.repair();
  await feishu.until(alert, 'resolved', { count: 1, timeoutMs: patienceMs });
}

export async function lockLeak(stack: Stack): Promise<void> {
  const { feishu, gateway } = stack;
  const alert = 'GlassgateProfileLockLeak';
  const profile = 'p1';
  await using trouble = await begin(demo.lockLeak, sceneOf(stack, { profiles: [profile] }));
  const card = await feishu.until(alert, 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('red');
  expect(card.text).toContain('1 profiles are locked although nothing runs.');
  expect((await solve(gateway, { profile })).body.error.code).toBe('PROFILE_BUSY');

  await trouble.repair();
  await feishu.until(alert, 'resolved', { count: 1, timeoutMs: patienceMs });
}

/** Meanwhile a worker that hangs keeps a profile: that is no leak, and no alert calls it one. */
export async function fullLogDisk(stack: Stack): Promise<void> {
  const { feishu, workers, gateway } = stack;
  const held = new AbortController();
  const leaks = feishu.about('GlassgateProfileLockLeak', 'firing').length;
  workers[1]?.script({ rules: [{ kind: 'hang' }] });
  const hanging = solve(gateway, { profile: 'only-c2' }, { signal: held.signal }).catch(() => 'gone');

  // One file is enough: alerts about others would be told in messages of their own.
  await using trouble = await begin(demoDisk.fullLogDisk, sceneOf(stack, { containers: ['c1'] }));
  const failing = await feishu.until('GlassgateIoLogWriteErrors', 'firing', {
    count: 1,
    timeoutMs: patienceMs,
  });
  const dropping = await feishu.until('GlassgateIoLogDropping', 'firing', {
    count: 1,
    timeoutMs: patienceMs,
  });

  expect([failing.colour, dropping.colour]).toEqual(['orange', 'orange']);
  expect(dropping.text).toContain("Lines of the I/O log of container 'c1' are lost (buffer_full).");

  await trouble.repair();
  await feishu.until('GlassgateIoLogDropping', 'resolved', { count: 1, timeoutMs: patienceMs });
  await feishu.until('GlassgateIoLogWriteErrors', 'resolved', { count: 1, timeoutMs: patienceMs });
  held.abort();
  workers[1]?.clearScript();
  expect(await hanging).toBe('gone');
  expect(feishu.about('GlassgateProfileLockLeak', 'firing')).toHaveLength(leaks);
}

export async function gatewayDown({ feishu, gateway, pool }: Stack): Promise<void> {
  await gateway.kill();
  const card = await feishu.until('GlassgateDown', 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('red');
  expect(card.text).toContain('does not answer its scrapes');

  await using _again = await startGatewayProcess({
    configPath: pool.configPath,
    env: { PORT: new URL(gateway.url).port, SQLITE_PATH: pool.sqlitePath, OTEL_SDK_DISABLED: 'true' },
  });
  await feishu.until('GlassgateDown', 'resolved', { count: 1, timeoutMs: patienceMs });
}
