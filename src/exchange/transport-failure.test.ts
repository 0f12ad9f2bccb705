import { failureOf } from './transport-failure.ts';

function withCode(code: string): Error {
  return Object.assign(new Error('failed'), { code });
}

describe('failureOf', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['UND_ERR_SOCKET', 'reset'],
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'broken_body'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'other'],
  ])('takes %s for %s', (code, failure) => {
    expect(failureOf(withCode(code), { hasStatus: false })).toBe(failure);
  });

  it('takes the end of an answer that had begun for a broken body', () => {
    expect(failureOf(withCode('UND_ERR_SOCKET'), { hasStatus: true })).toBe('broken_body');
  });

  it('looks into the errors of a host with several addresses', () => {
    const error = new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]);
    expect(failureOf(error, { hasStatus: false })).toBe('refused');
  });

  it.each([[undefined], ['text'], [new Error('plain')]])('takes %p for other', (error) => {
    expect(failureOf(error, { hasStatus: false })).toBe('other');
  });
});
