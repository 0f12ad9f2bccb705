import { createHash } from 'node:crypto';

const maxChars = 128;

/** The container id as a file name without extension. */
export function sanitiseContainerId(containerId: string): string {
  const name = containerId.slice(0, maxChars).replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return name === '' ? 'unknown' : name;
}

export interface FileNames {
  /** From now on this file is the container's. */
  (containerId: string): string;
  /** The name that the container would get now. */
  guess(containerId: string): string;
}

/**
 * Gives every container a live file of its own: `<sanitised id>.jsonl`, and for a later id that sanitises
 * to a name already taken the same with a piece of the id's hash.
 */
export function createFileNames(): FileNames {
  const taken = new Set<string>();
  const chosen = (containerId: string): string => {
    const base = sanitiseContainerId(containerId);
    const name = [base, hashed(base, containerId, 8)].find((candidate) => !taken.has(candidate));
    return name ?? hashed(base, containerId, 64);
  };
  const take = (containerId: string): string => {
    const name = chosen(containerId);
    taken.add(name);
    return `${name}.jsonl`;
  };
  return Object.assign(take, { guess: (containerId: string) => `${chosen(containerId)}.jsonl` });
}

function hashed(base: string, containerId: string, hashChars: number): string {
  const hash = createHash('sha256').update(containerId).digest('hex').slice(0, hashChars);
  return `${base.slice(0, maxChars - hashChars - 1)}-${hash}`;
}
