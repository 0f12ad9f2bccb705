import { valueAt } from './assigned-value.ts';
import type { Span } from './mask-spans.ts';
import { isSecretKey } from './secret-keys.ts';

// The short one may have its value attached: `-uname:password`.
const userOption = /(?<![\w-])(?:-[uU](?:[ =]{1,4}|(?=[^\s=-]))|(?:--user|--proxy-user)[ =]{1,4})/g;
const namedOption = /(?<![\w-])--([A-Za-z][\w-]{1,40})[ \t]{1,4}(?![-\s])/g;

/** Finds `--user name:password` of curl, and values of options that name a secret. */
export function findCommandOptions(text: string, found: Span[]): void {
  if (!text.includes('-u') && !text.includes('--') && !text.includes('-U')) return;
  for (const { 0: option, index } of text.matchAll(userOption)) {
    const { start, end } = valueAt(text, index + option.length, { isJson: false });
    const colon = text.slice(start, end).search(/:(?!\/\/)/);
    if (colon !== -1 && start + colon + 1 < end)
      found.push({ start: start + colon + 1, end, rule: 'command_option' });
  }
  for (const { 0: option, 1: name, index } of text.matchAll(namedOption)) {
    if (!isSecretKey(name as string)) continue;
    const { start, end } = valueAt(text, index + option.length, { isJson: false });
    if (end > start) found.push({ start, end, rule: 'command_option' });
  }
}
