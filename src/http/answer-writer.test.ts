import { createRedactor } from '../plugin-api/redaction/public.ts';
import { verbatim } from '../plugin-api/verbatim.ts';
import { answerWriter } from './answer-writer.ts';

const password = `S3cr${'et'}Pw9`;
const known = 'key-of-the-gateway';
const write = answerWriter(createRedactor({ knownSecrets: [known] }));
const answered = (body: unknown) => JSON.parse(write(body)) as unknown;

describe('an answer', () => {
  it('has no secret in its texts, its keys, and the values of keys that name one', () => {
    const body = {
      error: {
        message: `refused ${known}`,
        details: [{ worker: { password, pin: 482913, note: `token=${password}` } }],
      },
      [`token=${password}`]: 1,
      when: new Date(0),
    };

    expect(answered(body)).toEqual({
      error: {
        message: 'refused ***',
        details: [{ worker: { password: '***', pin: '***', note: 'token=***' } }],
      },
      'token=***': 1,
      when: '1970-01-01T00:00:00.000Z',
    });
  });

  it('keeps what reveals nothing', () => {
    const body = {
      token: null,
      password: '',
      secret: false,
      cookies: undefined,
      max_tokens: 100,
      items: [1, 'a'],
    };

    expect(answered(body)).toEqual({ ...body, cookies: undefined });
  });

  it('looks at what an object becomes as JSON', () => {
    const speaking = { toJSON: () => ({ note: `token=${password}` }) };

    expect(answered({ speaking, when: new Date(0) })).toEqual({
      speaking: { note: 'token=***' },
      when: '1970-01-01T00:00:00.000Z',
    });
  });

  it('gives the client its own texts as they are, and only those', () => {
    const text = `your token=${password}`;

    expect(answered({ final: verbatim({ text, note: text }, 'text') })).toEqual({
      final: { text, note: 'your token=***' },
    });
  });
});
