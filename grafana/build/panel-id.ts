import { createHash } from 'node:crypto';

/** The id of a panel, the same wherever it stands: a link to it still leads there when panels come before it. */
export function panelId(title: string): number {
  return createHash('sha256').update(title).digest().readUInt16BE() + 1;
}
