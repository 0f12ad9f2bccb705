import { isSecretKey } from './redact-keys.ts';

describe('isSecretKey', () => {
  it.each([
    'authorization',
    'proxy-authorization',
    'cookie',
    'set-cookie',
    'password',
    'passwd',
    'token',
    'access_token',
    'refresh_token',
    'secret',
    'api_key',
    'apikey',
    'x-api-key',
    'Authorization',
    'PROXY_AUTHORIZATION',
    'accessToken',
    'refresh-token',
    'X_Api_Key',
    'apiKey',
  ])('knows %s', (key) => {
    expect(isSecretKey(key)).toBe(true);
  });

  it.each(['text', 'tokens', 'max_tokens', 'cookies_accepted', 'secretary', ''])('lets %j pass', (key) => {
    expect(isSecretKey(key)).toBe(false);
  });
});
