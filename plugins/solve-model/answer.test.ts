import { writeCompletion, writeModel } from './answer.ts';
import { TestReply } from './test-request.ts';

const completion = { id: 'run-1', model: 'solve/default', text: 'an answer', wantsStream: false };

const hostile = [
  'two\n\ndata: [DONE]\n\nlines',
  'data: {"choices":[]}\r\n\r\n',
  '"},{"role":"system","content":"',
  '\u2028\u2029\u0000\u0085',
  '😀 half of one: \ud83d',
  '',
  'long '.repeat(100_000),
];

function eventsIn(text: string): string[] {
  return text.trimEnd().split('\n\n');
}

it.each(hostile)('holds the text as it is, whatever stands in it: %.40j', (text) => {
  const reply = new TestReply();
  writeCompletion(reply, { ...completion, text }, 5);

  expect(JSON.parse(reply.text)).toMatchObject({ choices: [{ message: { content: text } }] });
});

it.each(hostile)('streams three events, whatever stands in the text: %.40j', (text) => {
  const reply = new TestReply();
  writeCompletion(reply, { ...completion, text, wantsStream: true }, 5);
  const [first = '', second = '', ...others] = eventsIn(reply.text);
  const [said, ended] = [first, second].map((event) => JSON.parse(event.replace(/^data: /, '')));

  expect(reply.text.endsWith('\n\n')).toBe(true);
  expect(others).toEqual(['data: [DONE]']);
  expect(said.choices).toMatchObject([{ delta: { role: 'assistant', content: text }, finish_reason: null }]);
  expect(ended.choices).toMatchObject([{ delta: {}, finish_reason: 'stop' }]);
  expect(ended).toMatchObject({ id: said.id, created: said.created, model: said.model });
});

it.each([
  [false, 'application/json'],
  [true, 'text/event-stream'],
])('counts bytes, not characters, and says of what: stream %p', (wantsStream, type) => {
  const reply = new TestReply();
  const answer = writeCompletion(reply, { ...completion, text: 'žluťoučký 😀', wantsStream }, 5);

  expect(answer).toEqual({ status: 200, outcome: 'done', bytes: reply.bytes.length, firstByteMs: 5 });
  expect(reply.bytes.length).toBeGreaterThan(reply.text.length);
  expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, type]);
  expect(reply.writableEnded).toBe(true);
});

it('claims no tokens that nobody has counted', () => {
  const reply = new TestReply();
  writeCompletion(reply, completion, 5);

  expect(JSON.parse(reply.text)).not.toHaveProperty('usage');
});

it('shows a model with the id that was asked for', () => {
  const reply = new TestReply();
  const { bytes } = writeModel(reply, 'solve/"quoted"');

  expect(JSON.parse(reply.text)).toMatchObject({ id: 'solve/"quoted"', object: 'model' });
  expect(bytes).toBe(reply.bytes.length);
});
