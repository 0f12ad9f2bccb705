import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GlassgateError, llmReasons } from 'glassgate/plugin-api';
import { byCode, byReason, openaiErrorOf, retryAfterSeconds } from './error-table.ts';

it('has a row in the README for every error', async () => {
  const page = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
  const rows = [...page.matchAll(/^\| .* \| (\d{3}) \| `(\w+)` \| `(\w+)` \| .* \|$/gm)].map(
    ([, status, code, type]) => ({ status: Number(status), code, type }),
  );

  expect(rows).toEqual(expect.arrayContaining([...Object.values(byReason), ...Object.values(byCode)]));
});

it('knows every reason that the chain may give', () => {
  expect(Object.keys(byReason)).toEqual(expect.arrayContaining([...llmReasons]));
});

it.each([
  [
    new GlassgateError('PROFILE_BUSY', ''),
    { status: 503, code: 'profile_busy', type: 'overloaded_error' },
    1,
  ],
  [
    new GlassgateError('INTERNAL_ERROR', ''),
    { status: 500, code: 'internal_error', type: 'api_error' },
    undefined,
  ],
  [
    new GlassgateError('RATE_LIMITED', '', {
      details: { reason: 'low_priority_timeout', retry_after_seconds: 1.2 },
    }),
    { status: 429, code: 'low_priority_timeout', type: 'rate_limit_error' },
    2,
  ],
  [
    new GlassgateError('QUEUE_EVICTED', '', { details: { retry_after_seconds: 9 } }),
    { status: 503, code: 'queue_evicted', type: 'overloaded_error' },
    9,
  ],
  [
    new GlassgateError('SHUTTING_DOWN', '', { details: { retry_after_seconds: 1 } }),
    { status: 503, code: 'shutting_down', type: 'overloaded_error' },
    5,
  ],
  [
    new GlassgateError('INVALID_REQUEST', '', { details: { reason: 'constructor' } }),
    { status: 400, code: 'invalid_request', type: 'invalid_request_error' },
    undefined,
  ],
])('calls %s what clients know', (error, known, seconds) => {
  expect(openaiErrorOf(error)).toEqual(known);
  expect(retryAfterSeconds(error)).toBe(seconds);
});
