import { createHash } from 'node:crypto';

const maxChars = 128;

/** The container id as a file name without extension. */
export function sanitiseContainerId(containerId: string): string {
  const name = containerId.slice(0, maxChars).replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return name === '' ? 'unknown' : name;
}

/**
 * Gives every container a live file of its own: `<sanitised id>.jsonl`, and for a later id that sanitises
 * to a name already taken the same with a piece of the id's hash.
 */
export function createFileNames(): (containerId: string) => string {
  const taken = new Set<string>();
  return (containerId) => {
    const base = sanitiseContainerId(containerId);
    const name = [base, hashed(base, containerId, 8), hashed(base, containerId, 64)].find(
      (candidate) => !taken.has(candidate),
    );
    const chosen = name ?? hashed(base, containerId, 64);
    taken.add(chosen);
    return `${chosen}.jsonl`;
  };
}

function hashed(base: string, containerId: string, hashChars: number): string {
  const hash = createHash('sha256').update(containerId).digest('hex').slice(0, hashChars);
  return `${base.slice(0, maxChars - hashChars - 1)}-${hash}`;
}
