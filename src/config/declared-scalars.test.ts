import { z } from 'zod';
import { declaredScalars } from './declared-scalars.ts';
import type { JsonSchema } from './json-schema.ts';

function read(schema: z.ZodType, value: unknown): unknown {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return declaredScalars(value, json);
}

describe('declaredScalars', () => {
  it.each(['yes', 'Yes', 'YES', 'on', 'On', 'true', 'TRUE', 'y', '1', ' yes ', 1])(
    'takes %j for true',
    (word) => {
      expect(read(z.boolean(), word)).toBe(true);
    },
  );

  it.each(['no', 'No', 'NO', 'off', 'OFF', 'false', 'False', 'n', '0', 0])('takes %j for false', (word) => {
    expect(read(z.boolean().default(true), word)).toBe(false);
  });

  it.each([
    ['10', 10],
    ['0.25', 0.25],
    ['-1e3', -1000],
    [' 7 ', 7],
  ])('takes %j for a number', (text, number) => {
    expect(read(z.number(), text)).toBe(number);
    expect(read(z.int().nullish(), text)).toBe(number);
  });

  it.each([
    [z.boolean(), 'maybe'],
    [z.boolean(), ''],
    [z.boolean(), 2],
    [z.boolean(), 'constructor'],
    [z.boolean(), null],
    [z.number(), '0x10'],
    [z.number(), '1_000'],
    [z.number(), 'Infinity'],
    [z.number(), ''],
    [z.number(), true],
    [z.string(), 'no'],
    [z.string(), '10'],
    [z.string().nullish(), 'off'],
    [z.enum(['on', 'off']), 'on'],
    [z.union([z.boolean(), z.string()]), 'no'],
    [z.unknown(), 'yes'],
    [z.any(), 'yes'],
  ])('leaves alone what is no such word or may be a string: %#', (schema, value) => {
    expect(read(schema, value)).toBe(value);
  });

  it('finds its way through lists, mappings, records and alternatives, and copies', () => {
    const schema = z.object({
      list: z.array(z.object({ enabled: z.boolean().default(true), id: z.string() })),
      pair: z.tuple([z.boolean(), z.string()]),
      record: z.record(z.string(), z.boolean()),
      either: z.union([z.boolean(), z.object({ limit: z.int() })]),
      maybe: z.object({ on: z.boolean().optional() }).nullable().prefault({}),
    });
    const value = {
      list: [{ enabled: 'no', id: 'no' }],
      pair: ['yes', 'yes'],
      record: { yes: 'yes' },
      either: { limit: '3' },
      maybe: { on: 'on' },
      unknown: 'no',
    };

    expect(read(schema, value)).toEqual({
      list: [{ enabled: false, id: 'no' }],
      pair: [true, 'yes'],
      record: { yes: true },
      either: { limit: 3 },
      maybe: { on: true },
      unknown: 'no',
    });
    expect(value.list[0]?.enabled).toBe('no');
  });
});
