import { parseLockBody } from './lock-body.ts';

const whole = { chat_url: 'https://chat.qwen.ai/c/x', locked_by: 'op' };

describe('parseLockBody', () => {
  it.each([
    [whole, 600],
    [{ ...whole, ttl_seconds: null }, 600],
    [{ ...whole, ttl_seconds: 5, more: true }, 5],
    [{ chat_url: ` ${whole.chat_url} `, locked_by: ' op ' }, 600],
  ])('reads %j', (body, ttlSeconds) => {
    expect(parseLockBody(body)).toEqual({ chatUrl: whole.chat_url, lockedBy: 'op', ttlSeconds });
  });

  it.each([{ chat_url: ' ' }, { locked_by: '' }, { ttl_seconds: 0 }, { ttl_seconds: -5 }])(
    'finds nothing to do in %j',
    (fields) => {
      expect(parseLockBody({ ...whole, ...fields })).toBeUndefined();
    },
  );

  it.each([
    [{ locked_by: 'op' }, 'chat_url'],
    [{ chat_url: 'x' }, 'locked_by'],
    [{ ...whole, locked_by: 7 }, 'locked_by'],
    [{ ...whole, ttl_seconds: '60' }, 'ttl_seconds'],
    [{ ...whole, ttl_seconds: 1.5 }, 'ttl_seconds'],
    [{ ...whole, ttl_seconds: 1e12 }, 'ttl_seconds'],
  ])('refuses %j', (body, field) => {
    expect(() => parseLockBody(body)).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        details: { issues: [expect.objectContaining({ field })] },
      }),
    );
  });

  it.each([undefined, null, [], 'x'])('refuses %j, which is no object', (body) => {
    expect(() => parseLockBody(body)).toThrow(/^There is a mistake in the body: /);
  });
});
