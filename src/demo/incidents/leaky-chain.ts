import { join } from 'node:path';
import { readShippedConfig } from '../demo-config.ts';

/** The plugins of the shipped config.yaml, and the one that leaks locks. */
export async function leakyChain(): Promise<readonly unknown[]> {
  const { plugins } = await readShippedConfig();
  const impatient = { use: join(import.meta.dirname, 'impatient.ts') };
  return plugins.flatMap((plugin) => (plugin === 'lock' ? [impatient, plugin] : [plugin]));
}
