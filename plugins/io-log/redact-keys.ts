const secretKeys = new Set(
  [
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
    'x-api-key',
  ].map(plainKey),
);

/** True for a key whose value must never be written, in any spelling: `X-API-Key`, `apiKey`, `API_KEY`. */
export function isSecretKey(key: string): boolean {
  return secretKeys.has(plainKey(key));
}

/** The key without case, dashes and underscores; '' for a key too long to be one we know. */
export function plainKey(key: string): string {
  return key.length > 64 ? '' : key.toLowerCase().replaceAll(/[-_]/g, '');
}
