import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { RecordIndex } from './record-index.ts';
import { exchangeEvent } from './test-context.ts';
import { startLog } from './test-log.ts';

const runId = exchangeEvent().runId ?? '';
const lineOf = (seq: number) => `${JSON.stringify({ seq, text: 'ü'.repeat(200) })}\n`;

async function lineAt({
  file = '',
  offset = 0,
  bytes,
}: {
  file?: string | undefined;
  offset?: number | undefined;
  bytes: number;
}) {
  return (await readFile(file)).subarray(offset, offset + bytes).toString();
}

it('finds every record where it is, also after its file was rotated', async () => {
  await using dir = await makeTempDir();
  const index = new RecordIndex({ isOn: () => true });
  const { log } = startLog(dir.path, { sizes: { maxBytes: 1024, backupCount: 2 } });

  for (let seq = 1; seq <= 5; seq += 1) {
    log.write('c1', lineOf(seq), index.add(exchangeEvent({ containerId: 'c1' }), seq));
    await log.flush();
  }

  const places = await index.find(runId);
  expect(places.map(({ state }) => state)).toEqual(['written', 'written', 'written', 'written', 'written']);
  expect(new Set(places.map(({ file }) => file))).toEqual(
    new Set(['c1.jsonl', 'c1.jsonl.1', 'c1.jsonl.2'].map((name) => join(dir.path, name))),
  );
  for (const place of places) expect(await lineAt(place)).toBe(lineOf(place.seq));
  await log.close();
});

it('says which records were rotated away, and which were never written', async () => {
  await using dir = await makeTempDir();
  const index = new RecordIndex({ isOn: () => true });
  const { log } = startLog(dir.path, { sizes: { maxBytes: 1024, backupCount: 1 } });
  for (let seq = 1; seq <= 6; seq += 1) {
    log.write('c1', lineOf(seq), index.add(exchangeEvent(), seq));
    await log.flush();
  }
  await log.close();
  log.write('c1', lineOf(7), index.add(exchangeEvent(), 7));

  const places = await index.find(runId);

  expect(places.map(({ state }) => state)).toEqual([
    'rotated',
    'rotated',
    'written',
    'written',
    'written',
    'written',
    'dropped',
  ]);
  expect(places[0]).toMatchObject({ file: undefined, offset: undefined });
  expect(index.count(runId)).toEqual({ written: 6, waiting: 0, dropped: 1 });
});

it('lets the records of the oldest requests make room, and tells since when it is complete', async () => {
  let now = 5;
  const index = new RecordIndex({ isOn: () => true, maxRecords: 4, now: () => now });
  for (const run of ['a', 'a', 'b', 'b']) index.add(exchangeEvent({ runId: run }), 1);
  expect(index.completeSince.getTime()).toBe(5);
  now = 9;

  index.add(exchangeEvent({ runId: 'c' }), 1);

  expect(await index.find('a')).toEqual([]);
  expect((await index.find('b')).length).toBe(2);
  expect(index.completeSince.getTime()).toBe(9);
});
