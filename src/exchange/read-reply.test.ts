import { watchParsing } from '../testing/watch-parsing.ts';
import { readBody } from './read-reply.ts';

const mebibyte = 1024 * 1024;

describe('readBody', () => {
  it.each([
    ['{"text":"hi"}', { text: 'hi' }],
    ['\ufeff{"text":"hi"}', { text: 'hi' }],
    ['"word"', 'word'],
  ])('parses %j', (text, body) => {
    expect(readBody(Buffer.from(text))).toEqual({ body, isJson: true });
  });

  it.each(['', '<p>no</p>', '{"text":', `a page, ${'with, many, commas, '.repeat(10_000)}`])(
    'leaves a text that is no JSON as it is: %.20j',
    (text) => {
      expect(readBody(Buffer.from(text))).toEqual({ body: text, isJson: false });
    },
  );

  it('parses a long text once', () => {
    const text = 'A'.repeat(20 * mebibyte);
    const json = JSON.stringify({ text });
    using parsing = watchParsing();

    const { body } = readBody(Buffer.from(json));

    expect((body as { text: string }).text === text).toBe(true);
    expect(parsing.lengths).toEqual([json.length]);
  });

  it.each([
    ['deep', '['.repeat(30 * mebibyte), 'JSON that is nested deeper than 64 levels'],
    ['wide', `[${'[],'.repeat(10 * mebibyte)}1]`, 'JSON that holds more than 10000 values'],
  ])('does not parse 30 MB of %s brackets, and says so', (_, text, jsonProblem) => {
    const bytes = Buffer.from(text);
    using parsing = watchParsing();

    const { body, ...rest } = readBody(bytes);

    expect(parsing.lengths).toEqual([]);
    expect(rest).toEqual({ isJson: false, jsonProblem });
    expect(body).toHaveLength(8_001);
  });
});
