import { parseSolveBody } from './body.ts';
import { idempotencyOf, sentRequestId } from './idempotency.ts';

const refused = { code: 'INVALID_REQUEST' };

describe('sentRequestId', () => {
  it.each([
    [undefined, undefined, undefined],
    [undefined, 'r1', 'r1'],
    ['k1', undefined, 'k1'],
    ['k1', 'k1', 'k1'],
  ])('makes of the header %s and the request id %s %s', (header, requestId, expected) => {
    expect(sentRequestId({ header, requestId })).toBe(expected);
  });

  it.each([
    ['k1', 'r1'],
    ['', 'r1'],
    ['', undefined],
  ])('refuses the header %p with the request id %s', (header, requestId) => {
    expect(() => sentRequestId({ header, requestId })).toThrow(expect.objectContaining(refused));
  });
});

describe('idempotencyOf', () => {
  const keyOf = (body: object) =>
    idempotencyOf(parseSolveBody(body).request, { key: 'k1', isAskedFor: true })?.fingerprint;
  const body = { input: { text: 'hi', image_b64: 'QUJD', image_ext: 'png' }, options: { profile_id: 'p1' } };

  it('is nothing when nobody asks for it', () => {
    const { request } = parseSolveBody(body);
    expect(idempotencyOf(request, { key: 'k1', isAskedFor: false })).toBeUndefined();
  });

  it('has the same fingerprint for the same request, however it is written', () => {
    const same = {
      options: { include_debug: true, profile_id: 'p1', force_new_chat: null, wait_seconds: 5 },
      request_id: 'k1',
      input: { image_ext: 'png', image_b64: 'QUJD', text: ' hi ' },
    };
    expect(keyOf(body)).toMatch(/^[\da-f]{64}$/);
    expect(keyOf(same)).toBe(keyOf(body));
  });

  it.each([
    { input: { ...body.input, text: 'ho' } },
    { input: { ...body.input, image_b64: 'QUJE' } },
    { input: { ...body.input, image_ext: 'jpg' } },
    { options: { profile_id: 'p2' } },
    { options: { ...body.options, force_new_chat: true } },
    { options: { ...body.options, prompt_id: 'other' } },
  ])('has another one with %j', (change) => {
    expect(keyOf({ ...body, ...change })).not.toBe(keyOf(body));
  });

  it.each([undefined, 'k'.repeat(256)])('refuses the key %s', (key) => {
    const { request } = parseSolveBody(body);
    expect(() => idempotencyOf(request, { key, isAskedFor: true })).toThrow(expect.objectContaining(refused));
  });
});
