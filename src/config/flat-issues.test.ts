import { z } from 'zod';
import { flatIssues } from './flat-issues.ts';

function messageOf(schema: z.ZodType, value: unknown): string | undefined {
  return flatIssues(schema.safeParse(value).error?.issues ?? [])[0]?.message;
}

describe('flatIssues', () => {
  it.each([
    [z.string(), undefined, 'Missing: expected a string.'],
    [z.string(), 5, 'Expected a string, got a number; put it in quotes.'],
    [z.boolean(), 'maybe', 'Expected true or false, got a string; yes, no, on and off will do as well.'],
    [z.array(z.string()), {}, 'Expected a list, got a mapping.'],
    [z.object({}), null, 'Expected a mapping, got nothing.'],
    [z.int(), 1.5, 'Expected a whole number.'],
    [z.int().min(1), 0, 'Must be at least 1.'],
    [z.number().lt(2.5), 3, 'Must be less than 2.5.'],
    [z.string().min(1), '', 'Must have at least 1 character.'],
    [z.array(z.int()).max(2), [1, 2, 3], 'Must have at most 2 items.'],
    [z.string().length(3), 'a', 'Must have exactly 3 characters.'],
    [z.url(), 'secret', 'Expected a URL, such as http://127.0.0.1:8001.'],
    [z.enum(['a', 'b']), 'secret', "Expected one of 'a', 'b'."],
    [z.literal('a'), 'secret', "Expected 'a'."],
    [z.string().startsWith('./'), 'secret', 'Must start with "./".'],
    [z.string().refine(() => false, 'Say it\nproperly'), 'secret', 'Say it properly.'],
    [z.union([z.literal('auto'), z.int()]), [], "Expected 'auto' or a number."],
  ])('says what is expected (%#)', (schema, value, message) => {
    expect(messageOf(schema, value)).toBe(message);
  });

  it('reports a union as the issues of the branch that was meant', () => {
    const schema = z.union([z.string(), z.object({ use: z.string(), chain: z.string() })]);

    expect(flatIssues(schema.safeParse({ chain: 1 }).error?.issues ?? [], ['plugins', 2])).toEqual([
      { path: ['plugins', 2, 'use'], message: 'Missing: expected a string.' },
      { path: ['plugins', 2, 'chain'], message: 'Expected a string, got a number; put it in quotes.' },
    ]);
  });

  it('reports each refused key at its own place', () => {
    const issues = z.strictObject({}).safeParse({ a: 1, b: 2 }).error?.issues ?? [];

    expect(flatIssues(issues).map(({ path }) => path)).toEqual([['a'], ['b']]);
  });

  it('understands path segments that are objects, as other libraries send them', () => {
    const issues = [{ message: 'Wrong', path: [{ key: 'a' }, { key: 0 }, 'b'] }];

    expect(flatIssues(issues)).toEqual([{ path: ['a', 0, 'b'], message: 'Wrong.' }]);
  });
});
