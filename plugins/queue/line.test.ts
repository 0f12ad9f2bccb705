import { Line } from './line.ts';
import { newTicket, type Ticket } from './ticket.ts';

function arrivalsIn(line: Line): number[] {
  const arrivals: number[] = [];
  for (let ticket = line.first; ticket !== undefined; ticket = ticket.after) arrivals.push(ticket.arrival);
  return arrivals;
}

describe('Line', () => {
  it('keeps the order of arrival, in whatever order tickets come, leave and come back', () => {
    const line = new Line();
    const arrivals = [5, 1, 9, 7, 3, 8, 2, 10, 6, 4];
    const tickets = new Map<number, Ticket>(arrivals.map((n) => [n, newTicket(`r${n}`, `r${n}`, n)]));
    for (const ticket of tickets.values()) line.add(ticket);
    expect(arrivalsIn(line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    const leaving = [1, 10, 5, 6].flatMap((n) => tickets.get(n) ?? []);
    for (const ticket of leaving) line.remove(ticket);
    expect(arrivalsIn(line)).toEqual([2, 3, 4, 7, 8, 9]);
    expect([line.size, line.first?.arrival, line.last?.arrival]).toEqual([6, 2, 9]);

    for (const ticket of leaving) line.add(ticket);
    expect(arrivalsIn(line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const ticket of tickets.values()) line.remove(ticket);
    expect([line.size, line.first, line.last]).toEqual([0, undefined, undefined]);
  });
});
