import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Hold } from './hold.ts';
import { composeAnswer } from './worker-answer.ts';
import type { WorkerBrowser } from './worker-browser.ts';
import type { LedgerKeeper } from './worker-ledger.ts';
import type { WorkerPost } from './worker-post.ts';
import { writeReply } from './worker-reply.ts';
import { isExecuted, type WorkerRule } from './worker-script.ts';
import type { WorkerTask } from './worker-task.ts';

export interface Execution {
  readonly post: WorkerPost;
  readonly task: WorkerTask;
  readonly rule: WorkerRule | undefined;
  readonly delayMs: number;
  readonly res: ServerResponse;
  readonly signal: AbortSignal;
  readonly browser: WorkerBrowser;
  readonly ledger: LedgerKeeper;
  readonly hold: Hold;
}

/** Do a task as the script wants it; returns the step that sends the last bytes of the answer. */
export async function executeTask(execution: Execution): Promise<() => void> {
  const { post, task, rule, delayMs, res, signal, ledger, hold } = execution;
  const pageUrl = deliver(execution);
  const waitMs = delayMs + (rule?.delayMs ?? 0);
  if (waitMs > 0) await pause(waitMs, undefined, { signal });
  const answer = composeAnswer(task, { rule, pageUrl });
  const finish = await writeReply(res, { rule, answer, released: () => hold.wait(signal), signal });
  if (!post.aborted) ledger.change(post, { status: statusOf(rule) });
  return finish;
}

/** Bring the message into the browser; returns the page it shows afterwards. */
function deliver({ post, task, rule, browser, ledger }: Execution): string {
  const executed = isExecuted(rule);
  ledger.change(post, { task, executed });
  if (!executed) return browser.pageUrl;
  if (task.kind === 'open') return browser.show(task.url ?? browser.pageUrl);
  const landOn = rule?.kind === 'answer' ? (rule.pageUrl ?? undefined) : undefined;
  const chat = browser.visit(task.url, landOn);
  const { seq, requestId } = post;
  browser.write(chat, { seq, requestId, kind: task.kind, text: task.text ?? null });
  ledger.change(post, { chat });
  return chat;
}

function statusOf(rule: WorkerRule | undefined): number | null {
  switch (rule?.kind) {
    case 'drop':
      return null;
    case 'redirect':
      return 302;
    case 'status':
      return rule.status;
    case 'html':
      return rule.status ?? 200;
    default:
      return 200;
  }
}
