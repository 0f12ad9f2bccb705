import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGateway } from 'glassgate/testing';
import { follow, startLogging } from './io-log-pool.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
type Body = any;

async function get(url: string): Promise<{ status: number; body: Body }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}

const numbersOf = (body: Body): number[] => body.records.map(({ request }: Body) => request.number);
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_value, index) => from + index);

/** Resolves when so many records are on the disk. */
async function untilWritten(url: string, count: number): Promise<void> {
  await using reader = await follow(`${url}/v1/io-log/c1?follow=1&after=0`);
  await reader.records(count);
}

describe('GET /v1/io-log/:container', () => {
  it('shows the newest records, the oldest of them first, over several files', async () => {
    await using gateway = await startLogging({ max_bytes: 20_000 });
    await gateway.write(300);
    await untilWritten(gateway.url, 300);

    const { status, body } = await get(`${gateway.url}/v1/io-log/c1`);

    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, container: 'c1', missing: [] });
    expect(numbersOf(body)).toEqual(upTo(100, 201));
    expect(body.next_after).toBe(`${body.records[0].epoch}-300`);
    expect(body.records[99]).toMatchObject({ v: 1, seq: 300, response: { text: 'password=***' } });
    expect(numbersOf((await get(`${gateway.url}/v1/io-log/c1?limit=3`)).body)).toEqual([298, 299, 300]);
  });

  it('leads from page to page without a gap, from the first record to the next one to come', async () => {
    await using gateway = await startLogging({ max_bytes: 20_000 });
    await gateway.write(250);
    await untilWritten(gateway.url, 250);
    const found: number[] = [];
    let after = '0-0';
    for (let page = 0; page < 4; page += 1) {
      const { body } = await get(`${gateway.url}/v1/io-log/c1?limit=90&after=${after}`);
      expect(body.missing).toEqual([]);
      found.push(...numbersOf(body));
      after = body.next_after;
    }
    expect(found).toEqual(upTo(250));

    await gateway.write(1);
    await untilWritten(gateway.url, 251);
    const { body } = await get(`${gateway.url}/v1/io-log/c1?after=${after}`);
    expect(numbersOf(body)).toEqual([251]);
    expect(numbersOf((await get(`${gateway.url}/v1/io-log/c1?after=249`)).body)).toEqual([250, 251]);
  });

  it('has at most a mebibyte, and goes on with the next page', async () => {
    await using gateway = await startLogging({ max_bytes: 400_000 });
    for (let written = 0; written < 300; written += 100) {
      await gateway.write(100, { chars: '7000' });
      await untilWritten(gateway.url, written + 100);
    }
    const newest = (await get(`${gateway.url}/v1/io-log/c1?limit=1000`)).body;
    const first = (await get(`${gateway.url}/v1/io-log/c1?limit=1000&after=0`)).body;
    const second = (await get(`${gateway.url}/v1/io-log/c1?limit=1000&after=${first.next_after}`)).body;

    for (const { records } of [newest, first, second]) {
      expect(JSON.stringify(records).length).toBeLessThan(1024 * 1024);
      expect(records.length).toBeGreaterThan(100);
    }
    expect(numbersOf(newest)).toEqual(upTo(newest.records.length, 301 - newest.records.length));
    expect([...numbersOf(first), ...numbersOf(second)]).toEqual(
      upTo(first.records.length + second.records.length),
    );
  });

  it('tells of lines that are no records, and waits for the end of one that has none', async () => {
    await using gateway = await startLogging();
    const file = join(gateway.dir, 'io', 'c1.jsonl');
    await mkdir(join(gateway.dir, 'io'), { recursive: true });
    const record = (seq: number) => JSON.stringify({ v: 1, seq, epoch: 7, container_id: 'c1', request: {} });
    await writeFile(file, `${record(1)}\nsecret rubbish\n${record(5)}\n${record(6).slice(0, 20)}`);

    const { body } = await get(`${gateway.url}/v1/io-log/c1?after=0-0`);

    expect(body.records.map(({ seq }: Body) => seq)).toEqual([1, 5]);
    expect(body.missing).toEqual([
      { kind: 'unreadable', offset: record(1).length + 1, bytes: 15 },
      { kind: 'gap', after: '7-1', before: '7-5', records: 3 },
    ]);
    expect((await get(`${gateway.url}/v1/io-log/c1`)).body).toEqual(body);
    await appendFile(file, `${record(6).slice(20)}\n`);
    const { body: more } = await get(`${gateway.url}/v1/io-log/c1?after=${body.next_after}`);
    expect(more).toMatchObject({ records: [{ seq: 6 }], missing: [] });
  });

  it('answers one item for rubbish of many lines', async () => {
    await using gateway = await startLogging();
    const file = join(gateway.dir, 'io', 'c1.jsonl');
    await mkdir(join(gateway.dir, 'io'), { recursive: true });
    const record = JSON.stringify({ v: 1, seq: 1, epoch: 7, container_id: 'c1', request: {} });
    await writeFile(file, `${'\n'.repeat(1_000)}rubbish\n${record}\n${'\n'.repeat(10)}`);

    for (const search of ['', '?after=0-0']) {
      const { body } = await get(`${gateway.url}/v1/io-log/c1${search}`);

      expect(body.records).toHaveLength(1);
      expect(body.missing).toEqual([
        { kind: 'unreadable', offset: 0, bytes: 1_008 },
        { kind: 'unreadable', offset: 1_009 + record.length, bytes: 10 },
      ]);
    }
  });

  it.each([
    ['an unknown container', 'nobody'],
    ['a way out of the directory', '..%2f..%2fetc%2fpasswd'],
    ['the file beside it', '..%2fconfig.yaml'],
    ['the directory', '..'],
    ['a zero', 'c1%00'],
    ['a long one', 'x'.repeat(5_000)],
    ['a rotated file', 'c1.jsonl.1'],
    ['an id that has the same file', 'c%201'],
  ])('answers 404 for %s', async (_what, id) => {
    await using gateway = await startLogging();
    await gateway.write(1, { container: 'c_1' });
    await gateway.write(1);
    await untilWritten(gateway.url, 1);
    for (const search of ['', '?follow=1']) {
      const { status, body } = await get(`${gateway.url}/v1/io-log/${id}${search}`);
      expect(status).toBe(404);
      expect(body).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
      expect(JSON.stringify(body)).not.toContain(gateway.dir);
    }
  });

  it.each(['after=x', 'after=1-2-3', 'after=-1', 'after=1e3', 'limit=0', 'limit=1001', 'follow=yes'])(
    'refuses ?%s',
    async (search) => {
      await using gateway = await startLogging();
      const { status, body } = await get(`${gateway.url}/v1/io-log/c1?${search}`);
      const [field] = search.split('=');
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { issues: [{ field }] } });
    },
  );

  it('says that it is off', async () => {
    await using gateway = await buildGateway({ plugins: ['auth', 'io-log'] });
    const { status, body } = await get(`${gateway.url}/v1/io-log/c1?follow=1`);
    expect(status).toBe(404);
    expect(body.error).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('container_io_log.enabled'),
    });
  });
});
