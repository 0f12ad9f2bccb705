import { type Priority, priorities } from 'glassgate/plugin-api';

/** The class that `X-Priority` names; `normal` when it names none. */
export function askedPriority(header: string | undefined): Priority {
  const word = header?.trim().toLowerCase();
  return priorities.find((priority) => priority === word) ?? 'normal';
}

/** The lower of what was asked for and what is allowed. */
export function cappedPriority(asked: Priority, most: Priority | undefined): Priority {
  if (most === undefined) return asked;
  return priorities[Math.max(priorities.indexOf(asked), priorities.indexOf(most))] ?? asked;
}
