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
  JSON.parse(toLine({ event: exchangeEvent(changes), seq: 1, epoch: 5 }, rules)) as Record<string, unknown>;

it.each([
  ['an answer', {}],
  ['a refusal', { status: 423, replyBody: { detail: 'busy' } }],
  ['a failure', { status: null, failure: 'reset', error: 'gone', replyBody: undefined } as const],
  [
    'background work',
    { requestId: null, runId: null, stage: null, attempt: null, traceId: undefined, spanId: undefined },
  ],
  ['what is masked and cut', { requestBody: { token: 'x', b64: 'AAAA' }, replyBody: 'z'.repeat(9000) }],
  [
    'what nobody measured',
    { firstByteMs: undefined, requestBytes: undefined, replyBytes: undefined, maxTries: undefined },
  ],
  ['a huge answer', { replyBody: Array.from({ length: 100 }, () => 'é'.repeat(7000)) }],
  ['a path that nobody knows', { path: '/else?x=1', requestBody: '\ud800', replyBody: [1, null] }],
] as const)('is held by the record of %s', (_what, changes) => {
  expect(record.safeParse(lineOf(changes)).error).toBeUndefined();
});

it('refuses a record that lacks a field, or has one of another kind', () => {
  const { seq: _seq, ...without } = lineOf({});
  expect(record.safeParse(without).success).toBe(false);
  expect(record.safeParse({ ...lineOf({}), outcome: 'fine' }).success).toBe(false);
  expect(record.safeParse({ ...lineOf({}), trace_id: 'T' }).success).toBe(false);
  expect(record.safeParse({ ...lineOf({}), truncations: { lost: 1 } }).success).toBe(false);
});

it('names every field that a record has', () => {
  const { properties, required } = JSON.parse(schema) as { properties: object; required: string[] };
  const counted = ['redactions', 'truncations'];
  const full = lineOf({ requestBody: { token: 'x', text: 'y'.repeat(8001) } });
  expect(Object.keys(full)).toEqual(Object.keys(properties));
  expect(required).toEqual(Object.keys(properties).filter((name) => !counted.includes(name)));
  expect(Object.keys(lineOf({}))).toEqual(required);
});
