import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { follow, startLogging } from './io-log-pool.ts';

const numbers = (events: readonly { readonly data: { readonly request: { readonly number: number } } }[]) =>
  events.map(({ data }) => data.request.number);
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_value, index) => from + index);

async function rotationsIn(dir: string): Promise<number> {
  return (await readdir(join(dir, 'io'))).length - 1;
}

describe('GET /v1/io-log/:container?follow=1', () => {
  it('shows 6,000 records in order, each once, while their file is rotated under it', async () => {
    await using gateway = await startLogging();
    await using reader = await follow(`${gateway.url}/v1/io-log/c1?follow=1&after=0`);
    const received = reader.records(6_000);
    for (let written = 0; written < 6_000; written += 60) await gateway.write(60, { chars: '50' });

    expect(numbers(await received)).toEqual(upTo(6_000));
    expect(await rotationsIn(gateway.dir)).toBeGreaterThanOrEqual(17);
  });

  it('goes on where a connection broke, across rotations', async () => {
    await using gateway = await startLogging();
    const url = `${gateway.url}/v1/io-log/c1?follow=1`;
    const first = await follow(url);
    const start = await first.next();
    expect(start).toMatchObject({ event: 'start', data: { container: 'c1' } });
    await gateway.write(500);
    const before = await first.records(321);
    await first[Symbol.asyncDispose]();
    await gateway.write(1_000);

    await using second = await follow(url, { 'Last-Event-ID': before.at(-1)?.id ?? '' });
    const after = await second.records(1_500 - 321);

    expect(numbers([...before, ...after])).toEqual(upTo(1_500));
    expect(await rotationsIn(gateway.dir)).toBeGreaterThan(3);
    await using third = await follow(url, { 'Last-Event-ID': start?.id ?? '' });
    expect(numbers(await third.records(1_500))).toEqual(upTo(1_500));
  });

  it('goes on where a connection broke when the gateway was started anew meanwhile', async () => {
    await using dir = await makeTempDir();
    const section = { dir: dir.path, max_bytes: 50_000 };
    const former = await startLogging(section);
    const reader = await follow(`${former.url}/v1/io-log/c1?follow=1&after=0`);
    await former.write(300);
    const before = (await reader.records(300)).slice(0, 100);
    await former[Symbol.asyncDispose]();
    await using gateway = await startLogging(section);
    await gateway.write(300);

    const headers = { 'Last-Event-ID': before.at(-1)?.id ?? '' };
    await using resumed = await follow(`${gateway.url}/v1/io-log/c1?follow=1`, headers);
    const events = [];
    for (let count = 0; count < 501; count += 1) events.push(await resumed.next());

    expect(events.slice(1).map((event) => event?.data.seq)).toEqual([...upTo(200, 101), ...upTo(300)]);
    expect(new Set(events.map((event) => event?.event))).toEqual(new Set(['start', 'message']));
  });

  it('tells a reader what was rotated away before it came back', async () => {
    await using gateway = await startLogging({ backup_count: 1 });
    const url = `${gateway.url}/v1/io-log/c1?follow=1`;
    const first = await follow(`${url}&after=0`);
    await gateway.write(10);
    const seen = await first.records(10);
    await first[Symbol.asyncDispose]();
    // When the last one is there, everything before it was on the disk.
    await using other = await follow(url);
    await gateway.write(2_000);
    for (let number = 0; number < 2_010; ) number = (await other.records(1))[0]?.data.request.number;

    await using second = await follow(url, { 'Last-Event-ID': seen.at(-1)?.id ?? '' });
    const [start, gap, next] = [await second.next(), await second.next(), await second.next()];

    expect(start?.event).toBe('start');
    expect(gap).toMatchObject({ event: 'gap', data: { after: seen.at(-1)?.id, before: next?.id } });
    expect(gap?.data.records).toBe(next?.data.request.number - 11);
    expect(gap?.data.records).toBeGreaterThan(100);
    const rest = await second.records(2_010 - next?.data.request.number);
    expect(numbers(rest)).toEqual(upTo(rest.length, next?.data.request.number + 1));
  });

  it('masks secrets that the file shows on purpose', async () => {
    await using gateway = await startLogging({ redact_secrets: false });
    await using reader = await follow(`${gateway.url}/v1/io-log/c1?follow=1&after=0`);
    await gateway.write(1);
    const [record] = await reader.records(1);
    expect(record?.data.response).toEqual({ text: 'password=***' });
  });

  it('ends when the gateway stops, and when the log moves', async () => {
    await using gateway = await startLogging();
    const url = `${gateway.url}/v1/io-log/c1?follow=1&after=0`;
    await gateway.write(1);
    await using reader = await follow(url);
    await reader.records(1);
    const container_io_log = { enabled: true, dir: './elsewhere' };
    await gateway.rewriteConfig({ plugins: ['auth', 'io-log', './writer.mjs'], container_io_log });
    await fetch(`${gateway.url}/v1/config/reload`, { method: 'POST' });
    expect(await reader.next()).toMatchObject({ event: 'end', data: { reason: 'moved' } });
    expect(await reader.next()).toBeUndefined();

    await gateway.write(1);
    await using other = await follow(url);
    await other.records(1);
    const stopped = gateway.stop();
    expect(await other.next()).toMatchObject({ event: 'end', data: { reason: 'stopping' } });
    await stopped;
  });

  it('takes sixteen at a time', async () => {
    await using gateway = await startLogging();
    await using opened = new AsyncDisposableStack();
    await gateway.write(1);
    const url = `${gateway.url}/v1/io-log/c1?follow=1&after=0`;
    for (let n = 0; n < 16; n += 1) await opened.use(await follow(url)).records(1);

    const refused = await fetch(url);

    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(await refused.json()).toMatchObject({ error: { code: 'OVERLOADED' } });
  });

  it('says so when the files are gone that a reader was in', async () => {
    await using gateway = await startLogging();
    await gateway.write(5);
    await using reader = await follow(`${gateway.url}/v1/io-log/c1?follow=1&after=0`);
    await reader.records(5);
    const cursor = '17-3';
    await rm(join(gateway.dir, 'io'), { recursive: true });
    await gateway.write(1);
    expect(numbers(await reader.records(1))).toEqual([6]);

    await using lost = await follow(`${gateway.url}/v1/io-log/c1?follow=1&after=${cursor}`);

    await lost.next();
    expect(await lost.next()).toMatchObject({
      event: 'gap',
      data: { after: cursor, before: null, records: null },
    });
    expect(numbers(await lost.records(1))).toEqual([6]);
  });
});
