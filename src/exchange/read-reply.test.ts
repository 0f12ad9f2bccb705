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

  it('reads a long text at the cost of its length', () => {
    const text = 'A'.repeat(20 * mebibyte);
    const { body } = readBody(Buffer.from(JSON.stringify({ text })));
    expect((body as { text: string }).text === text).toBe(true);
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
