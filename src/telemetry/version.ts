import { readFileSync } from 'node:fs';

/** Version of Glassgate as package.json has it. */
export function readVersion(): string {
  const path = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}
