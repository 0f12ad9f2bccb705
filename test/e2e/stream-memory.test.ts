import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir, startGatewayProcess, startLlmProvider } from 'glassgate/testing';

const mebibyte = 1024 * 1024;
const chunk = Buffer.alloc(mebibyte, 'data: 0123456789abcdef\n\n');
const chunks = 500;

/** What the process holds now, in bytes. */
async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

it('streams 500 MB to a slow reader, byte for byte, without holding them', async () => {
  await using dir = await makeTempDir();
  await using provider = await startLlmProvider();
  provider.always(async (_request, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let sent = 0; sent < chunks && !res.destroyed; sent += 1) {
      if (!res.write(chunk)) await once(res, 'drain');
    }
    res.end();
  });
  const configPath = join(dir.path, 'config.yaml');
  const entry = {
    id: 'local',
    base_url: provider.url,
    allow_private: true,
    credential_mode: 'none',
    model_patterns: ['^gpt-'],
  };
  await writeFile(
    configPath,
    JSON.stringify({ plugins: ['auth', 'openai', 'provider', 'proxy'], providers: [entry] }),
  );
  const env = { SQLITE_PATH: join(dir.path, 'db.sqlite') };
  await using gateway = await startGatewayProcess({ configPath, env });
  const read = async (sizes: number[]) => {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-test', stream: true, messages: [] }),
    });
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const part of response.body ?? []) {
      hash.update(part);
      const before = Math.floor(bytes / (25 * mebibyte));
      bytes += part.length;
      // Reads the memory of the gateway, and reads no further meanwhile.
      if (Math.floor(bytes / (25 * mebibyte)) > before) sizes.push(await rssOf(gateway.pid));
    }
    return { bytes, hash: hash.digest('hex') };
  };
  // What the runtime takes once, for buffers and compiled code, is no growth.
  await read([]);
  const sizes: number[] = [await rssOf(gateway.pid)];
  const got = await read(sizes);

  const expected = createHash('sha256');
  for (let index = 0; index < chunks; index += 1) expected.update(chunk);
  expect(got).toEqual({ bytes: chunks * chunk.length, hash: expected.digest('hex') });
  expect(sizes.length).toBeGreaterThan(15);
  // The floor between two collections: what is held, without what only waits to be collected.
  const floor = Math.min(...sizes.slice(-sizes.length / 2));
  expect(floor - (sizes[0] ?? 0)).toBeLessThan(20 * mebibyte);
}, 120_000);
