import { type AlertMessage, rankOf } from './alert-message.ts';
import { digestOf } from './digest.ts';
import type { OutboxEntry } from './outbox-entry.ts';

/** What a worker does next: send one message that stands for these entries, or wait. */
export type Step =
  | { readonly kind: 'send'; readonly message: AlertMessage; readonly entries: readonly OutboxEntry[] }
  | { readonly kind: 'wait'; readonly until: number | undefined };

export interface ChannelState {
  readonly now: number;
  /** Whole messages that may leave now, and when the next one may. */
  readonly tokens: number;
  readonly tokenAt: number;
  readonly burst: number;
  /** The channel failed: nothing is tried before. */
  readonly pausedUntil: number;
  /** The channel failed: the most urgent message is tried then, however long its own pause is. */
  readonly probeAt: number | undefined;
  /** Until then what comes is summed up, not told one by one, and nothing leaves before `nextInStormAt`. */
  readonly stormUntil: number;
  readonly nextInStormAt: number;
}

/** Messages about one group: the newest speaks for all. */
interface Unit {
  readonly message: AlertMessage;
  readonly entries: readonly OutboxEntry[];
  readonly dueAt: number;
  readonly createdAt: number;
}

export function chooseStep(waiting: readonly OutboxEntry[], state: ChannelState): Step {
  if (waiting.length === 0) return { kind: 'wait', until: undefined };
  if (state.pausedUntil > state.now) return { kind: 'wait', until: state.pausedUntil };
  const units = unitsOf(waiting);
  const due = dueUnits(units, state);
  if (due.length === 0) {
    const times = [...units.map(({ dueAt }) => dueAt), state.probeAt ?? Number.POSITIVE_INFINITY];
    return { kind: 'wait', until: Math.min(...times) };
  }
  if (state.tokens < 1) return { kind: 'wait', until: state.tokenAt };
  const isStorm = state.now < state.stormUntil;
  if (isStorm && state.nextInStormAt > state.now) return { kind: 'wait', until: state.nextInStormAt };
  const [first] = due as [Unit];
  // What is more than a burst will not get through one by one: it is summed up at once.
  const fits = due.length <= state.tokens || (due.length <= state.burst && state.tokens >= 2);
  if (due.length === 1 || (fits && !isStorm)) return sendOne(first);
  return {
    kind: 'send',
    message: digestOf(due.map(({ message }) => message)),
    entries: due.flatMap(({ entries }) => entries),
  };
}

function sendOne({ message, entries }: Unit): Step {
  return { kind: 'send', message, entries };
}

function unitsOf(waiting: readonly OutboxEntry[]): Unit[] {
  const groups = Map.groupBy(waiting, ({ message }) => message.group);
  return Array.from(groups.values(), (entries) => {
    const newest = entries.reduce((a, b) => (b.createdAt >= a.createdAt ? b : a));
    return {
      message: newest.message,
      entries,
      dueAt: Math.min(...entries.map(({ nextAt }) => nextAt)),
      createdAt: Math.min(...entries.map(({ createdAt }) => createdAt)),
    };
  });
}

function dueUnits(units: readonly Unit[], { now, probeAt }: ChannelState): Unit[] {
  const ordered = units.toSorted(
    (a, b) => rankOf(a.message) - rankOf(b.message) || a.createdAt - b.createdAt,
  );
  const due = ordered.filter(({ dueAt }) => dueAt <= now);
  return due.length === 0 && probeAt !== undefined && probeAt <= now ? ordered.slice(0, 1) : due;
}
