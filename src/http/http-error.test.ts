import { GlassgateError } from '../plugin-api/error.ts';
import { asHttpError } from './http-error.ts';

function bodyError(status: number, more: object = {}): Error {
  return Object.assign(new Error('from the body parser'), { status, ...more });
}

describe('asHttpError', () => {
  it('leaves an error of ours as it is', () => {
    const error = new GlassgateError('PROFILE_BUSY', 'busy');
    expect(asHttpError(error)).toBe(error);
  });

  it.each([
    [bodyError(413, { type: 'entity.too.large', limit: 10 }), 'PAYLOAD_TOO_LARGE', { limit_bytes: 10 }],
    [bodyError(400, { type: 'request.aborted' }), 'CLIENT_CANCELED', {}],
    [bodyError(400, { type: 'entity.parse.failed' }), 'INVALID_REQUEST', {}],
    [bodyError(415, { type: 'encoding.unsupported' }), 'INVALID_REQUEST', {}],
    [bodyError(500, { type: 'stream.encoding.set' }), 'INTERNAL_ERROR', {}],
    [new Error('any'), 'INTERNAL_ERROR', {}],
    ['thrown text', 'INTERNAL_ERROR', {}],
    [undefined, 'INTERNAL_ERROR', {}],
  ])('maps %p to %s', (cause, code, details) => {
    const error = asHttpError(cause);
    expect(error).toMatchObject({ code, details });
    expect(error.message).not.toContain('body parser');
    expect(error.cause).toBe(cause);
  });
});
