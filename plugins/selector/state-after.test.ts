import { type ErrorCode, GlassgateError } from 'glassgate/plugin-api';
import { stateAfter } from './state-after.ts';

describe('stateAfter', () => {
  it.each<[ErrorCode, object, string]>([
    ['CONTAINER_BUSY', {}, 'busy'],
    ['UPSTREAM_ERROR', { transport: 'refused' }, 'unreachable'],
    ['UPSTREAM_ERROR', { transport: 'connect_timeout' }, 'unreachable'],
    ['UPSTREAM_ERROR', { transport: 'dns' }, 'unreachable'],
    ['UPSTREAM_ERROR', { transport: 'reset' }, 'unreachable'],
    ['UPSTREAM_ERROR', { transport: 'read_timeout' }, 'busy'],
    ['UPSTREAM_ERROR', { transport: 'total_timeout' }, 'busy'],
    ['UPSTREAM_ERROR', { transport: 'body_too_large' }, 'busy'],
    ['UPSTREAM_ERROR', { status: 500 }, 'idle'],
    ['INVALID_REQUEST', { status: 400 }, 'idle'],
    ['PROFILE_BLOCKED', {}, 'idle'],
    ['CLIENT_CANCELED', {}, 'unknown'],
    ['DEADLINE_EXCEEDED', {}, 'unknown'],
  ])('takes %s with %j as a sign that the container is %s', (code, details, state) => {
    expect(stateAfter(new GlassgateError(code, 'No.', { details: { ...details } })).state).toBe(state);
  });
});
