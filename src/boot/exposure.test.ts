import type { Authenticator } from '../plugin-api/access.ts';
import { isLoopback, refuseExposure } from './exposure.ts';

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['0:0:0:0:0:0:0:1', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['LocalHost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['128.0.0.1', false],
    ['192.168.1.7', false],
    ['::ffff:10.0.0.1', false],
    ['localhost.example.org', false],
    ['127.0.0.1.example.org', false],
    ['127.1', false],
    ['', false],
  ])('%j: %p', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('refuseExposure', () => {
  const keeper = (guarded: readonly string[], allowsOpenBind = false): Authenticator => ({
    guards: (role) => guarded.includes(role),
    admit: () => ({ name: 'alice', role: 'client', limits: {} }),
    protectsMetrics: false,
    allowsOpenBind,
  });
  const open = { host: '0.0.0.0', isConfigured: true };

  it.each([
    ['without a plugin that guards it', { host: '0.0.0.0', isConfigured: false, authenticator: undefined }],
    ['without keys', { ...open, authenticator: keeper([]) }],
    ['with a key for the admin alone', { ...open, authenticator: keeper(['operator']) }],
  ])('keeps the gateway from a reachable address %s', (_what, exposure) => {
    expect(() => refuseExposure(exposure)).toThrow(/'0\.0\.0\.0'.*'auth\.clients'.*'auth\.insecure: true'/);
  });

  it.each([
    ['on loopback', { host: '127.0.0.1', isConfigured: false, authenticator: undefined }],
    ['with keys for clients', { ...open, authenticator: keeper(['client', 'operator']) }],
    ['when told so', { ...open, authenticator: keeper([], true) }],
  ])('lets it listen %s', (_what, exposure) => {
    expect(() => refuseExposure(exposure)).not.toThrow();
  });

  it('does not overlook keys that no plugin reads', () => {
    const exposure = { host: '127.0.0.1', isConfigured: true, authenticator: undefined };
    expect(() => refuseExposure(exposure)).toThrow("add 'auth' to 'plugins'");
  });
});
