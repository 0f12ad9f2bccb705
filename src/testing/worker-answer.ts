import type { WorkerRule } from './worker-script.ts';
import type { WorkerTask } from './worker-task.ts';

/** What an obedient worker answers to a task, as changed by a rule of kind `answer`. */
export function composeAnswer(
  task: WorkerTask,
  { rule, pageUrl }: { readonly rule: WorkerRule | undefined; readonly pageUrl: string },
): Record<string, unknown> {
  if (rule?.kind !== 'answer') return { text: echo(task), page_url: pageUrl };
  const page = rule.pageUrl === null ? {} : { page_url: pageUrl };
  return { [rule.field ?? 'text']: rule.text ?? echo(task), ...page, ...rule.extra };
}

function echo({ kind, text, image }: WorkerTask): string {
  if (kind === 'open') return 'opened';
  if (image !== undefined) return `image: ${image.extension}, ${image.chars} chars`;
  return `echo: ${text ?? ''}`;
}
