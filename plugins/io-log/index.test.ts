import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExchangeEvent } from 'glassgate/plugin-api';
import { makeTempDir } from 'glassgate/testing';
import { ioLogConfig } from './config.ts';
import ioLog from './index.ts';
import { exchangeEvent, knownSecret, recordMetrics, testContext } from './test-context.ts';

async function runPlugin(baseDir: string, section: unknown, events: readonly ExchangeEvent[]) {
  const { metrics, total, reading } = recordMetrics();
  const logged: string[] = [];
  const config = ioLogConfig.parse({ container_io_log: section });
  const onLog = (line: string) => logged.push(line);
  const parts = await ioLog.setup(testContext({ config, baseDir, metrics, onLog }));
  for (const event of events) parts.observe?.exchange?.(event);
  await parts.close?.();
  return { total, reading, logged };
}

const canary = 'CANARY-5f2d';
const poisoned = exchangeEvent({
  url: `http://admin:${canary}@127.0.0.1:8001/analyze`,
  path: `/analyze?via=socks5://:${canary}@h`,
  error: `cannot reach http://${canary}@proxy`,
  requestBody: {
    text: `${'x'.repeat(7990)} http://u:${canary.repeat(200)}@h`,
    socks: `SOCKS5://user:p@${canary}@1.2.3.4:1080`,
    Headers: { 'X-API-Key': canary, cookie: [canary], 'Set-Cookie': { a: canary } },
    image_b64: `a://u:${canary}@h`,
    [`a://u:${canary}@h`]: true,
  },
  replyBody: [
    { accessToken: canary, raw: `{"p":"a:\\/\\/u:${canary}@h"}` },
    `b://u:${canary}@h,c://u:${canary}@h`,
  ],
});

describe('the plugin io-log', () => {
  it('writes a line per exchange below the directory of the config file', async () => {
    await using dir = await makeTempDir();
    const events = [exchangeEvent(), exchangeEvent({ containerId: '../evil' })];

    const { total } = await runPlugin(dir.path, { enabled: true, dir: 'io' }, events);

    expect((await readdir(join(dir.path, 'io'))).sort()).toEqual(['.._evil.jsonl', 'camoufox-1.jsonl']);
    expect(total('lines_total')).toBe(2);
  });

  it('shows what its files take of what they may', async () => {
    await using dir = await makeTempDir();
    const section = { enabled: true, dir: 'io', max_bytes: 2_000_000, backup_count: 3 };

    const { reading } = await runPlugin(dir.path, section, [
      exchangeEvent(),
      exchangeEvent({ containerId: 'camoufox-2' }),
    ]);

    const { size } = await stat(join(dir.path, 'io', 'camoufox-1.jsonl'));
    expect(reading('disk_bytes')).toEqual([
      [{ container_id: 'camoufox-1' }, size],
      [{ container_id: 'camoufox-2' }, size],
    ]);
    expect(reading('buffer_bytes')).toEqual([
      [{ container_id: 'camoufox-1' }, 0],
      [{ container_id: 'camoufox-2' }, 0],
    ]);
    expect(reading('disk_limit_bytes')).toBe(2_000_000 * 4 * 2);
  });

  it('counts what its records lack, as they say it', async () => {
    await using dir = await makeTempDir();
    const section = { enabled: true, dir: 'io', max_field_chars: 256 };
    const requestBody = {
      text: 'x'.repeat(300),
      image_b64: 'x'.repeat(300),
      list: Array.from({ length: 300 }, () => 1),
    };

    const { total } = await runPlugin(dir.path, section, [exchangeEvent({ requestBody }), exchangeEvent()]);

    const [record = ''] = (await readFile(join(dir.path, 'io', 'camoufox-1.jsonl'), 'utf8')).split('\n');
    expect(JSON.parse(record).truncations).toEqual({ field: 1, entries: 1, b64: 1 });
    for (const reason of ['field', 'entries', 'b64']) expect(total('truncations_total', { reason })).toBe(1);
    expect(total('truncations_total')).toBe(3);
  });

  it('writes nothing and makes no directory when it is off', async () => {
    await using dir = await makeTempDir();

    await runPlugin(dir.path, undefined, [exchangeEvent()]);

    expect(await readdir(dir.path)).toEqual([]);
  });

  it.each([
    ['bodies', { include_bodies: true }],
    ['shapes', { include_bodies: false }],
    ['short fields', { max_field_chars: 256 }],
  ])('lets no canary secret through, with %s', async (_, changes) => {
    await using dir = await makeTempDir();

    const { logged } = await runPlugin(dir.path, { enabled: true, dir: '.', ...changes }, [poisoned]);

    const written = await readFile(join(dir.path, 'camoufox-1.jsonl'), 'utf8');
    expect(JSON.parse(written)).toMatchObject({ container_id: 'camoufox-1' });
    expect(written).not.toContain('CANARY');
    expect(logged.join('')).not.toContain('CANARY');
  });

  it('writes secrets verbatim when redaction is off', async () => {
    await using dir = await makeTempDir();

    await runPlugin(dir.path, { enabled: true, dir: '.', redact_secrets: false }, [poisoned]);

    const written = await readFile(join(dir.path, 'camoufox-1.jsonl'), 'utf8');
    expect(JSON.parse(written).request.Headers['X-API-Key']).toBe(canary);
  });

  it('never throws at the exchange: what cannot be written is counted', async () => {
    await using dir = await makeTempDir();

    const { total } = await runPlugin(dir.path, { enabled: true, dir: '.' }, [
      exchangeEvent({ startedAt: new Date(Number.NaN) }),
    ]);

    expect(total('dropped_total', { container_id: 'camoufox-1', reason: 'unserialisable' })).toBe(1);
  });

  it('writes the rest of a body of which a part cannot be read', async () => {
    await using dir = await makeTempDir();
    const requestBody = {
      url: 'https://chat.qwen.ai/',
      get text(): string {
        throw new TypeError('no');
      },
    };

    await runPlugin(dir.path, { enabled: true, dir: '.' }, [exchangeEvent({ requestBody })]);

    const written = JSON.parse(await readFile(join(dir.path, 'camoufox-1.jsonl'), 'utf8'));
    expect(written.request).toEqual({ url: 'https://chat.qwen.ai/', text: '[unreadable]' });
  });

  it('masks what the gateway knows to be secret', async () => {
    await using dir = await makeTempDir();
    const event = exchangeEvent({ replyBody: { text: `it is ${knownSecret}` } });

    await runPlugin(dir.path, { enabled: true, dir: '.' }, [event]);

    const written = JSON.parse(await readFile(join(dir.path, 'camoufox-1.jsonl'), 'utf8'));
    expect(written.response).toEqual({ text: 'it is ***' });
  });

  it.each([
    ['as it writes it', {}, 'token=***', true],
    ['nothing while it shows secrets on purpose', { redact_secrets: false }, '', false],
    ['nothing while it is off', { enabled: false }, '', false],
  ])('shows the canary a text %s', async (_, changes, shown, isLine) => {
    await using dir = await makeTempDir();
    const config = ioLogConfig.parse({ container_io_log: { enabled: true, dir: '.', ...changes } });
    const { metrics } = recordMetrics();

    const parts = await ioLog.setup(testContext({ config, baseDir: dir.path, metrics }));
    const line = parts.sink?.('token=hunter2xyz') ?? 'none';

    expect(line.includes(shown)).toBe(true);
    expect(line.startsWith('{')).toBe(isLine);
    expect(line).not.toContain('hunter2xyz');
  });

  it('takes new settings while it runs, from the next exchange on', async () => {
    await using dir = await makeTempDir();
    const { metrics, total } = recordMetrics();
    const sectionOf = (section: object) =>
      ioLogConfig.parse({ container_io_log: { enabled: true, dir: 'one', ...section } });
    const logged: string[] = [];
    const context = testContext({
      config: sectionOf({}),
      baseDir: dir.path,
      metrics,
      onLog: (line) => logged.push(line),
    });
    const parts = await ioLog.setup(context);
    const change = async (section: object) => (await parts.reload?.(sectionOf(section)))?.();
    const write = (text: string) => parts.observe?.exchange?.(exchangeEvent({ requestBody: { text } }));

    write('first');
    await change({ include_bodies: false });
    write('second');
    await change({ enabled: false });
    write('third');
    await change({ dir: 'two', redact_secrets: false });
    write('token=fourth');
    await change({ dir: 'one', max_bytes: 1024, backup_count: 1 });
    for (let n = 0; n < 5; n += 1) write('x'.repeat(300));
    await parts.close?.();

    const linesOf = async (name: string) =>
      (await readFile(join(dir.path, name), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const rotated = await readdir(join(dir.path, 'one'));
    expect(rotated.sort()).toEqual(['camoufox-1.jsonl', 'camoufox-1.jsonl.1']);
    expect((await linesOf('two/camoufox-1.jsonl')).map(({ request }) => request)).toEqual([
      { text: 'token=fourth' },
    ]);
    expect(total('lines_total')).toBe(8);
    const messages = logged.map((line) => JSON.parse(line).msg as string);
    const isRotation = (msg: string) => msg === 'container io log rotated';
    expect(messages.filter(isRotation)).toHaveLength(total('rotations_total'));
    expect(messages.filter((msg) => !isRotation(msg))).toEqual([
      'container io log on',
      'container io log on',
      'container io log off',
      'container io log on',
      'container io log on',
    ]);
  });

  it('changes nothing before a new configuration is put in force', async () => {
    await using dir = await makeTempDir();
    const { metrics, total } = recordMetrics();
    const config = ioLogConfig.parse({ container_io_log: { enabled: true, dir: '.' } });
    const parts = await ioLog.setup(testContext({ config, baseDir: dir.path, metrics }));

    await parts.reload?.(ioLogConfig.parse({ container_io_log: { enabled: false } }));
    parts.observe?.exchange?.(exchangeEvent());
    await parts.close?.();

    expect(total('lines_total')).toBe(1);
  });

  it('documents the record that it writes', async () => {
    await using dir = await makeTempDir();
    const readme = await readFile(new URL('./README.md', import.meta.url), 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

    await runPlugin(dir.path, { enabled: true, dir: '.' }, [
      exchangeEvent({ requestBody: { token: 'x', text: 'y'.repeat(8001) } }),
    ]);

    const written = JSON.parse(await readFile(join(dir.path, 'camoufox-1.jsonl'), 'utf8'));
    expect(Object.keys(JSON.parse(example))).toEqual(Object.keys(written));
  });
});
