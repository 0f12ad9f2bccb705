import { type Journal, type LockHolderNote, notes, type QueueNote } from 'glassgate/plugin-api';
import { safeJson } from './safe-json.ts';

/** What a job met on its way, as its row keeps it. */
export interface Circumstances {
  readonly queue?: QueueNote;
  /** Who had the profile that it was refused. */
  readonly blockedBy?: readonly LockHolderNote[];
}

const maxHolders = 20;

export function circumstancesOf(journal: Journal): Circumstances {
  const queue = journal.latest(notes.queue);
  const blockedBy = journal.all(notes.lockHolder).slice(-maxHolders);
  return { ...(queue && { queue }), ...(blockedBy.length > 0 && { blockedBy }) };
}

/** null for a job that met nobody, as most do. */
export function writeCircumstances(journal: Journal): string | null {
  const met = circumstancesOf(journal);
  return Object.keys(met).length === 0 ? null : safeJson(met);
}
