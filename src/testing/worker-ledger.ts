import { createWatch } from './watch.ts';
import { type Arrival, newPost, preciseNow, type WorkerPost } from './worker-post.ts';
import type { WorkerTask } from './worker-task.ts';

export interface ChatMessage {
  readonly seq: number;
  readonly requestId: string | null;
  readonly kind: WorkerTask['kind'];
  readonly text: string | null;
}

export interface WorkerLedger {
  readonly posts: readonly Readonly<WorkerPost>[];
  /** Messages by chat address, oldest first. */
  readonly chats: Readonly<Record<string, readonly ChatMessage[]>>;
  readonly counts: {
    readonly posts: number;
    readonly tasks: number;
    readonly refused: number;
    readonly aborted: number;
    readonly statusCalls: number;
    readonly healthCalls: number;
  };
  /** More than one means that somebody sent a task to a busy worker. */
  readonly maxConcurrentPosts: number;
  readonly maxConcurrentTasks: number;
}

/** The books of a test worker. */
export interface LedgerKeeper {
  read(): WorkerLedger;
  until(holds: (ledger: WorkerLedger) => boolean, timeoutMs: number): Promise<WorkerLedger>;
  arrived(arrival: Arrival): WorkerPost;
  change(post: WorkerPost, values: Partial<Omit<WorkerPost, 'endedAtMs' | 'aborted' | 'abortedAtMs'>>): void;
  /** The client left before its answer. */
  aborted(post: WorkerPost): void;
  /** The answer is about to leave, or there will be none. Further calls change nothing. */
  ended(post: WorkerPost): void;
  taskStarted(): void;
  taskEnded(): void;
  counted(what: 'statusCalls' | 'healthCalls'): void;
}

export function createLedger(chats: () => WorkerLedger['chats']): LedgerKeeper {
  const posts: WorkerPost[] = [];
  const calls = { statusCalls: 0, healthCalls: 0 };
  const watch = createWatch();
  let openPosts = 0;
  let tasks = 0;
  let runningTasks = 0;
  let maxConcurrentTasks = 0;
  let maxConcurrentPosts = 0;

  const read = (): WorkerLedger => ({
    posts: posts.map((post) => ({ ...post })),
    chats: chats(),
    counts: {
      posts: posts.length,
      tasks,
      refused: posts.filter((post) => post.refused).length,
      aborted: posts.filter((post) => post.aborted).length,
      ...calls,
    },
    maxConcurrentPosts,
    maxConcurrentTasks,
  });

  return {
    read,
    until: (holds, timeoutMs) => {
      const matching = () => {
        const ledger = read();
        return holds(ledger) ? ledger : undefined;
      };
      return watch.until(matching, { timeoutMs, what: `the ledger to satisfy ${holds}` });
    },
    arrived: (arrival) => {
      const post = newPost(arrival, posts.length + 1);
      posts.push(post);
      openPosts += 1;
      maxConcurrentPosts = Math.max(maxConcurrentPosts, openPosts);
      watch.changed();
      return post;
    },
    change: (post, values) => {
      Object.assign(post, values);
      watch.changed();
    },
    aborted: (post) => {
      post.aborted = true;
      post.abortedAtMs = preciseNow();
      watch.changed();
    },
    ended: (post) => {
      if (post.endedAtMs !== null) return;
      post.endedAtMs = preciseNow();
      openPosts -= 1;
      watch.changed();
    },
    taskStarted: () => {
      tasks += 1;
      runningTasks += 1;
      maxConcurrentTasks = Math.max(maxConcurrentTasks, runningTasks);
      watch.changed();
    },
    taskEnded: () => {
      runningTasks -= 1;
      watch.changed();
    },
    counted: (what) => {
      calls[what] += 1;
      watch.changed();
    },
  };
}
