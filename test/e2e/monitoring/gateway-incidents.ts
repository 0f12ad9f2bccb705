import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { startGatewayProcess } from 'glassgate/testing';
import { solve } from '../solve.ts';
import { startLoad } from './load.ts';
import { patienceMs, type Stack } from './stack.ts';

// Profiles that no load uses; the second one may use only container c2.
const loggedOutId = 'p11';
const heldId = 'p12';

// A line holds the message twice, and 4 MiB may wait for the disk.
const longText = 'x'.repeat(400_000);

export async function loggedOutProfile({ feishu, workers, gateway }: Stack): Promise<void> {
  const alert = 'GlassgateProfileLoggedOut';
  const pageUrl = 'https://chat.qwen.ai/c/guest';
  for (const worker of workers) worker.script({ rules: [{ kind: 'answer', pageUrl, times: 1 }] });
  await solve(gateway, { profile: loggedOutId });
  for (const worker of workers) worker.clearScript();
  const card = await feishu.until(alert, 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('orange');
  expect(card.text).toContain('1 profiles are logged out.');

  await fetch(`${gateway.url}/v1/profiles/${loggedOutId}/guest/clear`, { method: 'POST' });
  await feishu.until(alert, 'resolved', { count: 1, timeoutMs: patienceMs });
}

/** Meanwhile a worker that hangs keeps a profile: that is no leak, and no alert calls it one. */
export async function fullLogDisk({ feishu, workers, gateway, ioLogDir }: Stack): Promise<void> {
  const file = join(ioLogDir, 'c1.jsonl');
  const held = new AbortController();
  workers[1]?.script({ rules: [{ kind: 'hang' }] });
  const hanging = solve(gateway, { profile: heldId }, { signal: held.signal }).catch(() => 'gone');

  await rm(file, { recursive: true, force: true });
  // Every write to the device fails with ENOSPC. A directory cannot be written to either.
  await (existsSync('/dev/full') ? symlink('/dev/full', file) : mkdir(file));
  const load = startLoad(gateway, { text: longText });
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

  await rm(file, { recursive: true, force: true });
  await feishu.until('GlassgateIoLogDropping', 'resolved', { count: 1, timeoutMs: patienceMs });
  await feishu.until('GlassgateIoLogWriteErrors', 'resolved', { count: 1, timeoutMs: patienceMs });
  await load.stop();
  held.abort();
  workers[1]?.clearScript();
  expect(await hanging).toBe('gone');
  expect(feishu.about('GlassgateProfileLockLeak', 'firing')).toEqual([]);
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
