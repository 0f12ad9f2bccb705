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

// Each repetition without end may cost the length of the name once more; these are the bounds of both.
it.each([
  ['.*.*x', '.*.*.*x'],
  ['a+b*c', 'a+b*c+'],
  ['a{2,}b{0,9}', 'a{2,}b{0,9}c{3}'],
  ['[*+]+[{]*', '[*+]+[{]*x+'],
  [String.raw`\**\+*`, String.raw`\**\+*x*`],
])('takes two repetitions, as in %s, and no third', (two, three) => {
  expect(compilePattern(two)).toHaveProperty('pattern');
  expect(compilePattern(three)).toEqual({ problem: expect.stringMatching(/repeats more than 2/) });
});

// Each of them doubles what is tried before a name is found not to match.
it.each([
  ['a?'.repeat(9), 'a?'.repeat(10)],
  ['(a|ab)'.repeat(9), '(?:a|ab)'.repeat(10)],
  ['(a|b|c)(d|e|(?<n>f|g))?', '(a|b|c)(d|e|(?:f|g))?'.repeat(2)],
  [`${'b|'.repeat(99)}b`, `(${'b|'.repeat(99)}b)${'a?'.repeat(4)}`],
])('takes a thousand choices, as in %s, and no more', (few, many) => {
  expect(compilePattern(few)).toHaveProperty('pattern');
  expect(compilePattern(many)).toEqual({ problem: expect.stringMatching(/too many choices/) });
});

it('counts no choice where a repetition is as short as possible', () => {
  const source = String.raw`^a*?b+?\?${'[?]'.repeat(11)}$`;

  expect(compilePattern(source)).toHaveProperty('pattern');
});

it('matches names of 256 characters, and looks at no longer one', () => {
  const compiled = compilePattern('^a.*b?.*c$');
  const test = 'pattern' in compiled ? compiled.pattern.test : () => undefined;
  const name = `${'ab'.repeat(127)}xc`;

  expect(test(name)).toBe(true);
  expect(test(`${name}c`)).toBe(false);
});

it('comes to an end with a name that fails wherever it begins', () => {
  const compiled = compilePattern('a.*b.*c$');
  const test = 'pattern' in compiled ? compiled.pattern.test : () => undefined;

  expect(test(`${'ab'.repeat(127)}x`)).toBe(false);
});
