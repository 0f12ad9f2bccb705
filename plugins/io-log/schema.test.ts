import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRedactor } from 'glassgate/plugin-api';
import { z } from 'zod';
import { toLine } from './record.ts';
import { exchangeEvent } from './test-context.ts';

const schema = readFileSync(join(import.meta.dirname, '../../docs/io-log.schema.json'), 'utf8');
const record = z.fromJSONSchema(JSON.parse(schema) as Parameters<typeof z.fromJSONSchema>[0]);
const rules = { includeBodies: true, maxFieldChars: 8000, redactor: createRedactor() };
const lineOf = (changes: Parameters<typeof exchangeEvent>[0]) =>
  JSON.parse(toLine({ event: exchangeEvent(changes), seq: 1 }, rules)) as Record<string, unknown>;

it.each([
  ['an answer', {}],
  ['a refusal', { status: 423, replyBody: { detail: 'busy' } }],
  ['a failure', { status: null, failure: 'reset', error: 'gone', replyBody: undefined } as const],
  [
    'background work',
    { requestId: null, runId: null, stage: null, attempt: null, traceId: undefined, spanId: undefined },
  ],
  ['a path that nobody knows', { path: '/else?x=1', requestBody: '\ud800', replyBody: [1, null] }],
] as const)('is held by the record of %s', (_what, changes) => {
  expect(record.safeParse(lineOf(changes)).error).toBeUndefined();
});

it('refuses a record that lacks a field, or has one of another kind', () => {
  const { seq: _seq, ...without } = lineOf({});
  expect(record.safeParse(without).success).toBe(false);
  expect(record.safeParse({ ...lineOf({}), outcome: 'fine' }).success).toBe(false);
  expect(record.safeParse({ ...lineOf({}), trace_id: 'T' }).success).toBe(false);
});

it('names every field that a record has', () => {
  const { properties, required } = JSON.parse(schema) as { properties: object; required: string[] };
  expect(Object.keys(lineOf({}))).toEqual(Object.keys(properties));
  expect(required).toEqual(Object.keys(properties));
});
