import { findAssignments } from './find-assignments.ts';
import { findCommandOptions } from './find-command-options.ts';
import { findCredentials } from './find-credentials.ts';
import { findElements } from './find-elements.ts';
import { findEncoded } from './find-encoded.ts';
import { findHostUserinfo } from './find-host-userinfo.ts';
import { findPrivateKeys } from './find-private-keys.ts';
import { findTokens } from './find-tokens.ts';
import { findUserinfo } from './find-userinfo.ts';
import { findWebhooks } from './find-webhooks.ts';
import type { Span } from './mask-spans.ts';
import type { TextContext } from './text-context.ts';

interface Search {
  /** What a text must hold to hold what is searched for. Most texts are passed on after this test. */
  readonly needs: readonly string[];
  readonly find: (text: string, found: Span[], context: TextContext) => void;
}

const searches: readonly Search[] = [
  { needs: [':', '/'], find: findUserinfo },
  { needs: [':', '@'], find: findHostUserinfo },
  { needs: [], find: findAssignments },
  { needs: [' '], find: findCredentials },
  { needs: [], find: findTokens },
  { needs: ['/'], find: findWebhooks },
  { needs: ['-----'], find: findPrivateKeys },
  { needs: ['-'], find: findCommandOptions },
  { needs: ['</'], find: findElements },
];

/** Every place of a text that looks like a secret. */
export function findSecrets(text: string, context: TextContext): Span[] {
  return findAt(text, context, 0);
}

function findAt(text: string, context: TextContext, depth: number): Span[] {
  const found: Span[] = [];
  for (const { needs, find } of searches) {
    if (needs.every((part) => text.includes(part))) find(text, found, context);
  }
  if (text.includes('%')) findEncoded(text, found, { context, depth, find: findAt });
  return found;
}
