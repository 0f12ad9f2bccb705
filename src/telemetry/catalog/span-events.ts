import type { LogEventName } from '../../plugin-api/log-events.ts';
import type { CatalogedAttributes } from '../../plugin-api/spans.ts';

export interface CatalogedEvent {
  readonly help: string;
  readonly attributes: CatalogedAttributes;
}

const exception = {
  'exception.type': { type: 'string', help: 'Class of the error, or of what caused it.' },
  'exception.message': { type: 'string', help: 'Its message, with secrets masked.' },
  'exception.stacktrace': { type: 'string', help: 'Its stack, for a mistake of ours.' },
} as const satisfies CatalogedAttributes;

/** Events that the core adds to spans. */
export const spanEvents: Readonly<Record<string, CatalogedEvent>> = {
  'glassgate.decision': {
    help: 'A stage chose: what, and why.',
    attributes: {
      subject: { type: 'string', help: 'What was chosen: `container`, `profile`, `chat`, …' },
      chosen: { type: 'string', help: 'Its id; absent when nothing was left.' },
      reason: { type: 'string', help: 'Why.' },
      considered: {
        type: 'string[]',
        help: 'What was looked at, as `<id>=<reason>`, at most 64; absent where it was the chosen one alone.',
      },
      counts: { type: 'string[]', help: 'Numbers by state, as `<state>=<number>`.' },
    },
  },
  exception: { help: 'A stage threw; on its span only, not on those around it.', attributes: exception },
  'glassgate.observer_failed': {
    help: 'A plugin that watches failed, and was ignored.',
    attributes: { plugin: { type: 'string', help: 'Which.' }, ...exception },
  },
};

/** Steps that stages tell of: each is an event `glassgate.<name>` of the span of its stage. */
export const spanSteps: readonly LogEventName[] = [
  'attempt.started',
  'attempt.succeeded',
  'attempt.failed',
  'prompt.resolved',
  'prompt.resolve_failed',
  'profile.resolved',
  'lock.acquired',
  'lock.busy',
  'lock.released',
  'queue.enqueued',
  'queue.dequeued',
  'queue.dropped',
  'selector.candidates',
  'selector.rejected',
  'selector.conflict',
  'job.inserted',
  'upstream.busy',
  'upstream.retry',
  'chat.reused',
  'chat.created',
  'chat.rotated',
];

/** Values of `glassgate.link`: what a link leads to. */
export const spanLinks: Readonly<Record<string, string>> = {
  'lock holder': 'From the stage `lock` that was refused to the one that holds the profile.',
  'chat creator': 'From the stage `chat` that goes on with a chat to the one that began it.',
  'first request':
    'From the stage `jobs` of a repeated request to the first one with the same idempotency key.',
};

/** The attribute of a link that has one of these values. */
export const linkAttribute = 'glassgate.link';
