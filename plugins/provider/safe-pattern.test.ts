import { compilePattern } from './safe-pattern.ts';

it.each(['^(deepseek-ai|meta|nvidia)/', 'llama', '^a[*+)]+b?$', String.raw`^v\d{1,3}\.`, '(?:a|b)c*'])(
  'takes %s',
  (source) => {
    expect(compilePattern(source)).toHaveProperty('pattern');
  },
);

it.each([
  ['^(a+)+$', /repeats a group/],
  ['(a|a)*b', /repeats a group/],
  ['(?:a){2,}', /repeats a group/],
  ['.*.*.*x', /repeats more than 2/],
  [String.raw`(a)\1`, /refers back/],
  ['(?=a)b', /looks ahead/],
  ['(?<!a)b', /looks ahead/],
  ['(', /no regular expression/],
  ['a'.repeat(300), /longer than/],
])('refuses %s', (source, problem) => {
  expect(compilePattern(source)).toEqual({ problem: expect.stringMatching(problem) });
});

it('matches no name that is too long for one, and is quick with the worst that it takes', () => {
  const compiled = compilePattern('a.*b.*c$');
  const test = 'pattern' in compiled ? compiled.pattern.test : () => true;
  const startedAt = performance.now();

  expect(test(`${'ab'.repeat(127)}x`)).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(test(`a${'x'.repeat(300)}bc`)).toBe(false);
});
