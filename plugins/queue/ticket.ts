/**
 * Why a request stops waiting. `turn`: a profile and a container are kept for it. `look`: it should try, because
 * what it may use may have changed.
 */
export type Ending = 'turn' | 'look' | 'timeout' | 'shutdown';

/** One request, from its arrival at the queue until it leaves. Most never wait. */
export interface Ticket {
  readonly runId: string;
  readonly requestId: string;
  /** Grows with every arrival: whoever has the smaller one came first. */
  readonly arrival: number;
  before: Ticket | undefined;
  after: Ticket | undefined;
  /** How often somebody who came later got a profile that this one waits for. */
  overtaken: number;
  /** It was given a turn since it last waited. */
  hadTurn: boolean;
  /** Turns that came to nothing. */
  fruitless: number;
  /** It gets no turn before. */
  restsUntil: number;
  /** Tries so far that nothing but time has caused. */
  looks: number;
  /** Ends the waiting; undefined while it tries. */
  wake: ((ending: Ending) => void) | undefined;
}

export function newTicket(runId: string, requestId: string, arrival: number): Ticket {
  return {
    runId,
    requestId,
    arrival,
    before: undefined,
    after: undefined,
    overtaken: 0,
    hadTurn: false,
    fruitless: 0,
    restsUntil: 0,
    looks: 0,
    wake: undefined,
  };
}
