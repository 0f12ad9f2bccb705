import type { Ticket } from './ticket.ts';

/** Tickets in the order of their arrival. Joining at the end and leaving anywhere cost the same at any length. */
export class Line {
  #first: Ticket | undefined;
  #last: Ticket | undefined;
  #size = 0;

  get first(): Ticket | undefined {
    return this.#first;
  }

  get last(): Ticket | undefined {
    return this.#last;
  }

  get size(): number {
    return this.#size;
  }

  /** Nearly everybody who comes is the last one, and whoever comes back was among the first. */
  add(ticket: Ticket): void {
    let before = this.#last;
    if (before !== undefined && this.#isNearFirst(ticket)) before = this.#lastBefore(ticket);
    else while (before !== undefined && before.arrival > ticket.arrival) before = before.before;
    this.#insert(ticket, before);
  }

  remove(ticket: Ticket): void {
    const { before, after } = ticket;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    ticket.before = undefined;
    ticket.after = undefined;
    this.#size -= 1;
  }

  #isNearFirst(ticket: Ticket): boolean {
    const [first, last] = [this.#first?.arrival ?? 0, this.#last?.arrival ?? 0];
    return ticket.arrival - first < last - ticket.arrival;
  }

  #lastBefore(ticket: Ticket): Ticket | undefined {
    let found: Ticket | undefined;
    for (let next = this.#first; next !== undefined && next.arrival < ticket.arrival; next = next.after) {
      found = next;
    }
    return found;
  }

  #insert(ticket: Ticket, before: Ticket | undefined): void {
    const after = before === undefined ? this.#first : before.after;
    ticket.before = before;
    ticket.after = after;
    if (before === undefined) this.#first = ticket;
    else before.after = ticket;
    if (after === undefined) this.#last = ticket;
    else after.before = ticket;
    this.#size += 1;
  }
}
