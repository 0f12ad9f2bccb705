import { jsonExcess, jsonLimits } from './json-excess.ts';

const mebibyte = 1024 * 1024;
const megabytes = 30 * mebibyte;

function excessOf(text: string): string | undefined {
  return jsonExcess(Buffer.from(text))?.sentence;
}

const tooMany = 'holds more than 10000 values';
const tooDeep = 'is nested deeper than 64 levels';
const tooBare = 'has more than 1048576 bytes outside of its strings';

describe('jsonExcess', () => {
  it.each([
    ['64 levels', '['.repeat(64) + ']'.repeat(64)],
    ['10000 values', JSON.stringify(Array.from({ length: 9_999 }, (_, index) => index))],
    ['10000 keys and strings', JSON.stringify(Object.fromEntries(numbers(9_999).map((n) => [`k${n}`, 'v'])))],
    ['brackets and commas in a string', JSON.stringify('[{,'.repeat(50_000))],
    ['escaped quotes before brackets', JSON.stringify('"[\\"{,'.repeat(50_000))],
    ['a backslash at the end of each string', JSON.stringify(numbers(9_000).map(() => '\\'))],
    ['siblings, which are not deep', JSON.stringify(numbers(1_000).map(() => [[1]]))],
    ['nothing', ''],
    ['a string without an end', `"${'['.repeat(1_000)}`],
  ])('allows %s', (_, text) => {
    expect(excessOf(text)).toBeUndefined();
  });

  it.each([
    ['65 levels', '['.repeat(65), tooDeep],
    ['65 levels of keys', '{"a":'.repeat(65), tooDeep],
    ['10001 numbers', JSON.stringify(numbers(10_001)), tooMany],
    ['10001 keys', JSON.stringify(Object.fromEntries(numbers(10_001).map((n) => [`k${n}`, 1]))), tooMany],
    ['empty lists', `[${'[],'.repeat(10_000)}1]`, tooMany],
    ['strings without commas', '"a"'.repeat(20_001), tooMany],
    ['digits', '1'.repeat(mebibyte + 1), tooBare],
    ['white space', ' '.repeat(mebibyte + 1), tooBare],
  ])('finds %s', (_, text, sentence) => {
    expect(excessOf(text)).toBe(sentence);
  });

  it('names the limit', () => {
    expect(jsonExcess(Buffer.from('[[1]]'), { ...jsonLimits, depth: 1 })?.limit).toEqual({ depth: 1 });
  });

  it.each([
    ['one string', `"${'A'.repeat(megabytes)}"`],
    ['escaped quotes', `"${'\\"'.repeat(megabytes / 2)}"`],
    ['backslashes', `"${'\\\\'.repeat(megabytes / 2)}"`],
    ['white space', ' '.repeat(megabytes)],
    ['brackets', '['.repeat(megabytes)],
    ['empty strings', '""'.repeat(megabytes / 2)],
  ])('looks at 30 MB of %s in linear time', (_, text) => {
    const bytes = Buffer.from(text);
    const before = process.cpuUsage();

    jsonExcess(bytes);

    // What grows with the square of the length would take hours.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});

function numbers(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
