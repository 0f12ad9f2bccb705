import { redactText } from '../plugin-api/redaction/public.ts';
import type { ConfigProblem } from './config-error.ts';
import type { KeyPath } from './key-path.ts';
import type { Locate } from './locate-key.ts';
import { isMapping } from './mapping.ts';

const namingKey = /^(?:id|name|.*_id)$/;
const message =
  'This name looks like a secret, and names stand in logs, metrics, rows and answers. Choose another.';

/** What is used as a name must be fit to be shown. */
export function secretNames(root: unknown, locate: Locate): ConfigProblem[] {
  return [...namesIn(root, [])]
    .filter(({ text }) => redactText(text) !== text)
    .map(({ path }) => ({ path, ...locate(path), message, severity: 'error' as const }));
}

function* namesIn(
  value: unknown,
  path: KeyPath,
): Generator<{ readonly path: KeyPath; readonly text: string }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* namesIn(item, [...path, index]);
  }
  if (!isMapping(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'string') yield* namesIn(inner, [...path, key]);
    else if (namingKey.test(key)) yield { path: [...path, key], text: inner };
  }
}
