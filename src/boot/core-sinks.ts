import { answerWriter } from '../http/answer-writer.ts';
import type { Redactor } from '../plugin-api/redaction/public.ts';
import { createRowRedactor } from '../store/redact-rows.ts';
import { shownHead, shownText } from '../telemetry/shown-text.ts';
import type { Sink } from './redaction-canary.ts';
import { createSpanSink } from './span-sink.ts';

const maxChars = 8_192;

/** Where the core writes texts of others, each with the function that it really uses. */
export function coreSinks(redactor: Redactor): Sink[] {
  const columns = { id: { type: 'text', primaryKey: true }, text: { type: 'text' } } as const;
  const rows = createRowRedactor({ columns, primaryKey: 'id' }, redactor);
  const answer = answerWriter(redactor);
  const encodedSpan = createSpanSink();
  return [
    { name: 'rows', show: (text) => JSON.stringify(rows.columns({ id: text, text })) },
    {
      name: 'answers',
      show: (text) => answer({ error: { message: text, details: { [text]: [text] } } }),
    },
    { name: 'request_ids', show: (text) => redactor.id(text) },
    {
      name: 'spans',
      show: (text) => encodedSpan(text) + shownHead(text, maxChars),
    },
    { name: 'labels', show: (text) => shownText('label', text) },
  ];
}
