import { z } from 'zod';
import { withVariablesOf } from './config.ts';
import { withLegacyEnvironment } from './legacy-environment.ts';

it('makes the provider that the variables describe', () => {
  const { providers } = withLegacyEnvironment(undefined, {
    SIDECAR_API_KEY: 'k',
    SIDECAR_RATE_RPM: '12.5',
    SIDECAR_QUEUE_MAX: '7',
    SIDECAR_TIMEOUT: '30',
    SIDECAR_FALLBACK_PASSTHROUGH: 'No',
  });

  expect(providers).toEqual([
    {
      id: 'nvidia',
      base_url: 'https://integrate.api.nvidia.com/v1',
      aliases: ['nvidia', 'nvidia-gateway'],
      api_key: 'k',
      timeouts: { first_byte_seconds: 30 },
      limiter: { rate_rpm: 12.5, queue_max_size: 7, queue_full_policy: 'reject' },
    },
  ]);
});

it('wins over the file and leaves the rest of it', () => {
  const file = [
    { id: 'other' },
    { id: 'nvidia', base_url: 'https://x', credentials: [{ id: 'a', key: 'b' }], limiter: { rate_rpm: 1 } },
  ];
  const env = { SIDECAR_API_KEY: 'k', SIDECAR_FALLBACK_PASSTHROUGH: 'on', SIDECAR_UPSTREAM: ' ' };

  expect(withLegacyEnvironment(file, env).providers).toEqual([
    { id: 'other' },
    {
      id: 'nvidia',
      base_url: 'https://x',
      api_key: 'k',
      limiter: { rate_rpm: 1, queue_full_policy: 'passthrough' },
    },
  ]);
});

it('names every variable that cannot be read', () => {
  const schema = z.preprocess(
    withVariablesOf({
      SIDECAR_RATE_RPM: 'fast',
      SIDECAR_QUEUE_MAX: '1.5',
      SIDECAR_FALLBACK_PASSTHROUGH: 'maybe',
    }),
    z.unknown(),
  );
  const messages = schema.safeParse([]).error?.issues.map(({ message }) => message);

  expect(messages).toEqual([
    "SIDECAR_RATE_RPM must be a number, not 'fast'.",
    "SIDECAR_QUEUE_MAX must be a whole number, not '1.5'.",
    "SIDECAR_FALLBACK_PASSTHROUGH must be true or false, not 'maybe'.",
  ]);
});
