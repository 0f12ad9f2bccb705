import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../plugins');

/** The plugins used when config.yaml has no `plugins:` list, in order. */
const usual = [
  'auth',
  'solve',
  'prompt',
  'jobs',
  'queue',
  'profile',
  'lock',
  'selector',
  'chat',
  'upstream',
  'openai',
  'solve-model',
  'provider',
  'rate-limit',
  'proxy',
  'io-log',
  'reports',
  'status',
  'alerts',
  'self-check',
  'readiness',
  'admin',
];

/** Entry file of every plugin that this copy of Glassgate brings, by name. */
export async function bundledPlugins(): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return new Map(names.map((name) => [name, join(folder, name, 'index.ts')]));
}

/** The usual plugins that are there: deleting a plugin's folder is enough to be rid of it. */
export function usualPlugins(bundled: ReadonlyMap<string, string>): string[] {
  return usual.filter((name) => bundled.has(name));
}
