import type { Ticket } from './ticket.ts';

const firstRestMs = 200;
const longestRestMs = 10_000;
const firstLookMs = 2000;
const longestLookMs = 30_000;

/** What was kept for the ticket could not be used after all: it gets its next turn after a pause that grows. */
export function restUntil(ticket: Ticket, now: number): void {
  ticket.restsUntil = now + Math.min(firstRestMs * 2 ** ticket.fruitless, longestRestMs);
  ticket.fruitless += 1;
  ticket.hadTurn = false;
}

/** When to try again although nothing is known to have changed. Only where changes may go unnoticed. */
export function nextLook(ticket: Ticket, { now, isOpen }: { now: number; isOpen: boolean }): number {
  if (!isOpen) return Number.POSITIVE_INFINITY;
  const at = now + Math.min(firstLookMs * 2 ** ticket.looks, longestLookMs);
  ticket.looks += 1;
  return at;
}
