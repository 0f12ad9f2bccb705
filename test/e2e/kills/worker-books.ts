import type { TestWorker, WorkerPost } from 'glassgate/testing';
import { startPrompt } from '../pool.ts';

/** A message that a worker has executed. */
export interface Executed {
  readonly containerId: string;
  readonly chat: string;
  readonly profile: string;
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The gateway was gone before the worker had answered. */
  readonly isUnanswered: boolean;
}

/** Everything that the workers c1, c2 … have executed, of every life of the gateway. */
export function readBooks(workers: readonly TestWorker[]): Executed[] {
  return workers.flatMap(({ ledger }, index) =>
    ledger.posts.filter(({ executed }) => executed).map((post) => executedBy(`c${index + 1}`, post)),
  );
}

function executedBy(containerId: string, post: WorkerPost): Executed {
  return {
    containerId,
    chat: post.chat ?? '',
    profile: post.task?.profile ?? '',
    text: post.task?.text ?? '',
    fromMs: post.atMs,
    toMs: post.endedAtMs ?? Number.POSITIVE_INFINITY,
    isUnanswered: post.aborted,
  };
}

/** What no kill may ever bring about, as the workers saw it. */
export function faultsIn(executed: readonly Executed[]): string[] {
  const orders = executed.filter(({ text }) => text !== startPrompt);
  return [
    ...repeats(orders).map((text) => `${text} was executed twice`),
    ...overlaps(executed, 'chat'),
    ...overlaps(executed, 'profile'),
    ...[...groupBy(executed, 'chat')].flatMap(([chat, messages]) => faultsInChat(chat, messages)),
  ];
}

function faultsInChat(chat: string, messages: readonly Executed[]): string[] {
  const starts = messages.filter(({ text }) => text === startPrompt).length;
  const unanswered = messages.findIndex(({ isUnanswered }) => isUnanswered);
  const isReused = unanswered !== -1 && unanswered < messages.length - 1;
  return [
    ...(starts === 1 && messages[0]?.text === startPrompt ? [] : [`${chat} got ${starts} start prompts`]),
    ...(isReused ? [`${chat} was used after a message of unknown fate`] : []),
  ];
}

function repeats(executed: readonly Executed[]): string[] {
  return [...groupBy(executed, 'text')].filter(([, all]) => all.length > 1).map(([text]) => text);
}

/** Two messages at the same time in one chat, or with one profile. */
function overlaps(executed: readonly Executed[], what: 'chat' | 'profile'): string[] {
  return [...groupBy(executed, what)].flatMap(([name, messages]) => {
    const sorted = messages.toSorted((a, b) => a.fromMs - b.fromMs);
    return sorted
      .filter(({ fromMs }, index) => fromMs < (sorted[index - 1]?.toMs ?? Number.NEGATIVE_INFINITY))
      .map(({ text }) => `${text} met another message with ${what} ${name}`);
  });
}

function groupBy(executed: readonly Executed[], key: 'chat' | 'profile' | 'text'): Map<string, Executed[]> {
  return Map.groupBy(executed, (message) => message[key]);
}
