import type { CatalogedAttributes } from '../../plugin-api/spans.ts';
import type { CatalogedSpan } from './cataloged-span.ts';
import { exchangeSpan, serverSpan } from './http-span-catalog.ts';
import { runSpan, stageSpan } from './run-span-catalog.ts';
import { storeSpan } from './store-span-catalog.ts';

/** Every span that the core makes. */
export const coreSpans: readonly CatalogedSpan[] = [serverSpan, runSpan, stageSpan, exchangeSpan, storeSpan];

/** What a message to a model says of it: on spans that plugins open below their stages, or on those of stages. */
export const genAiSpanAttributes = {
  'gen_ai.operation.name': { type: 'string', isAtStart: true, help: 'Always `chat`.' },
  'gen_ai.provider.name': { type: 'string', isAtStart: true, help: 'Who runs the model.' },
  'gen_ai.output.type': { type: 'string', isAtStart: true, help: 'Always `text`.' },
  'gen_ai.conversation.id': { type: 'string', isAtStart: true, help: 'The chat at the provider.' },
  'gen_ai.prompt.name': { type: 'string', isAtStart: true, help: 'The start prompt.' },
  'gen_ai.prompt.version': {
    type: 'string',
    isAtStart: true,
    help: 'First digits of the SHA-256 of its text, as it was last read.',
  },
} as const satisfies CatalogedAttributes;

/** What the core adds to the spans that plugins open below their stages. */
export const childSpanAttributes = {
  'error.type': { type: 'string', help: 'The error code of one that failed.' },
} as const satisfies CatalogedAttributes;
