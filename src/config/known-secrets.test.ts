import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from '../testing/temp-dir.ts';
import { configSecrets, environmentSecrets } from './known-secrets.ts';
import { readDocument } from './read-document.ts';

const key = `adm${'in'}-0123456789-key`;
const password = `S3cr${'et'}Pw9`;

async function secretsOf(config: object, env: Record<string, string> = {}) {
  await using dir = await makeTempDir();
  const path = join(dir.path, 'config.yaml');
  await writeFile(path, JSON.stringify(config));
  const document = await readDocument(path, { env });
  return { secrets: configSecrets(document), problems: document.problems };
}

describe('configSecrets', () => {
  it('knows passwords of URLs, keys, values of secret keys, and references', async () => {
    const { secrets } = await secretsOf(
      {
        socks: [{ socks_id: 's1', url: `socks5://bob:${password}@10.0.0.1:1080` }],
        auth: { admin: { key }, clients: [{ name: 'desk', key: '$' + '{env:DESK_KEY}' }] },
        thing: { api_key: 'plain-api-key', note: '$' + '{env:NOTE}' },
      },
      { DESK_KEY: 'desk-key-from-env', NOTE: 'something-of-ours' },
    );

    expect(secrets.toSorted()).toEqual(
      [password, key, 'desk-key-from-env', 'plain-api-key', 'something-of-ours'].toSorted(),
    );
  });

  it('takes no name, address or path for a secret, even where a reference gave it', async () => {
    const reference = (name: string) => `$${`{env:${name}}`}`;
    const { secrets } = await secretsOf(
      {
        containers: [{ id: reference('POOL'), base_url: reference('WORKER') }],
        profiles: [{ profile_id: 'p1', profile_value: reference('PROFILE'), note: reference('POOL') }],
        container_io_log: { dir: reference('DIR') },
      },
      { POOL: 'camoufox', WORKER: 'http://127.0.0.1:8001', PROFILE: '/data/profiles/1', DIR: 'logs-of-io' },
    );

    expect(secrets).toEqual([]);
  });

  it('leaves ids alone that a password is a part of, and hides the password in its URL only', async () => {
    const { secrets } = await secretsOf({
      containers: [{ id: 'camoufox-1', base_url: `http://bob:${password}@127.0.0.1:8001` }],
      socks: [{ socks_id: 's1', url: 'socks5://bob:camoufox@10.0.0.1:1080' }],
    });

    expect(secrets).toEqual([password]);
  });

  it('knows the headers that spans are exported with', () => {
    const env = {
      OTEL_EXPORTER_OTLP_HEADERS: `x-tenant=tenant-name,x-api-key=${key}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://bob:${password}@collector:4318`,
      PATH: '/usr/bin',
    };

    expect(environmentSecrets(env)).toEqual(['tenant-name', key, password]);
  });
});

it('refuses names that look like secrets, and does not repeat them', async () => {
  const name = `bob:${password}@10.0.0.1:1080`;
  const { problems } = await secretsOf({ socks: [{ socks_id: name, url: 'socks5://10.0.0.1:1080' }] });

  expect(problems).toEqual([expect.objectContaining({ path: ['socks', 0, 'socks_id'], severity: 'error' })]);
  expect(JSON.stringify(problems)).not.toContain(password);
});
