import { readFileSync } from 'node:fs';

/** Version of Glassgate as package.json has it. */
export function readVersion(): string {
  const path = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}

/** The commit that this copy was built from, if whoever built it has said so. */
export function revisionIn(env: Readonly<Record<string, string | undefined>>): string {
  const revision = env['GLASSGATE_REVISION']?.trim() ?? '';
  return /^[\w.+-]{1,64}$/.test(revision) ? revision : 'unknown';
}
