import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';

const isInstalled = spawnSync('promtool', ['--version']).error === undefined;

/**
 * A test that needs promtool (Debian package `prometheus`). Where it is missing the test is skipped, but never
 * in CI, where a proof must not vanish silently.
 */
export const itWithPromtool = isInstalled || process.env['CI'] !== undefined ? it : skipAloud;

function skipAloud(name: string, body: () => Promise<void>): void {
  it.skip(`${name} (skipped: promtool is not installed)`, body);
}

/** What `promtool check metrics` says of a text; empty when it has nothing to say. */
export async function checkMetrics(exposition: string): Promise<string> {
  const promtool = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const { promise: exited, resolve, reject } = Promise.withResolvers<number | null>();
  promtool.once('error', reject);
  promtool.once('close', resolve);
  promtool.stdin.end(exposition);
  const [code, output, complaints] = await Promise.all([
    exited,
    text(promtool.stdout),
    text(promtool.stderr),
  ]);
  return code === 0 ? '' : `${output}${complaints}`;
}
