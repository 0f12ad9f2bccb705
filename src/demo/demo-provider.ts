/** The entry of `providers:` for the API that echoes. */
export function demoProvider(url: string): object {
  return {
    id: 'demo',
    base_url: url,
    allow_private: true,
    credential_mode: 'none',
    model_patterns: ['^demo-'],
    limiter: { rate_rpm: 40 },
  };
}
