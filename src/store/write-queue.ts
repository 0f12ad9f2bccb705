import type { CommitWait } from './commit-wait.ts';
import { PendingRows } from './pending-rows.ts';
import type { GroupProbe } from './probe.ts';

/** Rows that will be committed together, and those who wait for it. */
export interface Group {
  readonly kind: 'rows';
  readonly rows: PendingRows;
  readonly probe: GroupProbe;
  /** Made for the first one who waits and shared by all. */
  wait: CommitWait | undefined;
  /** Set when a row of this group was dropped before it came to a transaction. */
  loss: Error | undefined;
  /** Its transaction has ended, well or not: nothing will happen to this group any more. */
  isOver: boolean;
}

/** Work with a transaction of its own. */
export interface Task {
  readonly kind: 'task';
  run(): Promise<void>;
  /** Nobody waits for it any more. */
  isGivenUp(): boolean;
  refuse(error: Error): void;
}

const fresh = { kind: 'rows', wait: undefined, loss: undefined, isOver: false } as const;

/** What is to be written, in order. Rows gather in the last group until a task is queued behind it. */
export class WriteQueue {
  readonly #entries: (Group | Task)[] = [];
  readonly #openProbe: () => GroupProbe;

  constructor(openProbe: () => GroupProbe) {
    this.#openProbe = openProbe;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  get lastGroup(): Group | undefined {
    return this.#entries.findLast((entry) => entry.kind === 'rows');
  }

  /** The group that takes new rows. */
  openGroup(): Group {
    const last = this.#entries.at(-1);
    if (last?.kind === 'rows') return last;
    const probe = this.#openProbe();
    const group: Group = { ...fresh, rows: new PendingRows(), probe };
    this.#entries.push(group);
    return group;
  }

  push(task: Task): void {
    this.#entries.push(task);
  }

  next(): Group | Task | undefined {
    return this.#entries.shift();
  }

  /**
   * Put the rows of a failed group back in front. A newer group joins them, writes of one row merge; tasks
   * between the two are refused, because what they had to wait for did not happen. Returns true when somebody
   * has queued rows meanwhile.
   */
  putBack(rows: PendingRows, error: Error): boolean {
    let next = this.#entries.shift();
    while (next?.kind === 'task') {
      next.refuse(error);
      next = this.#entries.shift();
    }
    for (const row of next?.rows ?? []) rows.add(row);
    // Those who brought the rows that failed have been told.
    const probe = next?.probe ?? this.#openProbe();
    this.#entries.unshift({ ...fresh, rows, probe, wait: next?.wait, loss: next?.loss });
    return next !== undefined;
  }

  /** Groups that are still here when no transaction will come any more. */
  leftovers(): Group[] {
    return this.#entries.filter((entry) => entry.kind === 'rows');
  }
}
