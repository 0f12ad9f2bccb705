import { oneLine } from './one-line.ts';

it.each([
  ['DEL', '\x7f', '\\u007f'],
  ['NEL', '\x85', '\\u0085'],
  ['the last control character', '\x9f', '\\u009f'],
  ['the line separator', '\u2028', '\\u2028'],
  ['the paragraph separator', '\u2029', '\\u2029'],
])('escapes %s, in names too, and keeps the value', (_, character, written) => {
  const value = { [`a${character}`]: `${character}b${character}` };

  const line = oneLine(JSON.stringify(value));

  expect(line).toBe(`{"a${written}":"${written}b${written}"}`);
  expect(JSON.parse(line)).toEqual(value);
});

it('leaves every other text alone', () => {
  const line = JSON.stringify({ text: 'grüße 😀 \n\u2027\u202a \ud800' });

  expect(oneLine(line)).toBe(line);
});
