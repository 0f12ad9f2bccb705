import { once } from 'node:events';
import { join } from 'node:path';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { defineTable, GlassgateError } from '../plugin-api/index.ts';
import { openCommits } from '../store/commits-fixture.ts';
import { openStore } from '../store/open-store.ts';
import { collectSpans } from '../testing/collect-spans.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { createTelemetry } from './create-telemetry.ts';

const jobs = defineTable<{ readonly id: string; readonly state?: string }>({
  name: 'jobs',
  columns: { id: { type: 'text', primaryKey: true }, state: { type: 'text' } },
  indexes: [],
});
const chats = defineTable<{ readonly id: string }>({
  name: 'chats',
  columns: { id: { type: 'text', primaryKey: true } },
  indexes: [],
});

async function openWithSpans() {
  await using opened = new AsyncDisposableStack();
  const collected = opened.use(collectSpans());
  const dir = opened.use(await makeTempDir());
  const telemetry = createTelemetry();
  const { store } = opened.use(
    await openStore({
      path: join(dir.path, 'glassgate.sqlite'),
      tables: [jobs, chats].map((table) => ({ plugin: 'test', table })),
      instruments: telemetry.store,
      log: pino({ level: 'silent' }),
    }),
  );
  const running = opened.move();
  return { collected, telemetry, store, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Do work inside a span that ends with it, as that of a request does. */
function inRequest<T>(name: string, work: () => T): T {
  return trace.getTracer('test').startActiveSpan(name, { root: true }, (span) => {
    try {
      return work();
    } finally {
      span.end();
    }
  });
}

/** The same for work that takes its time. */
function throughoutRequest<T>(name: string, work: () => Promise<T>): Promise<T> {
  return trace
    .getTracer('test')
    .startActiveSpan(name, { root: true }, (span) => work().finally(() => span.end()));
}

it('gives each request one span for all that it brought into a group', async () => {
  await using opened = await openWithSpans();
  const { collected, store } = opened;

  inRequest('one', () => {
    store.table(jobs).put({ id: 'secret-1', state: 'secret-2' });
    store.table(jobs).change('secret-1', { state: 'done' });
    store.table(chats).put({ id: 'secret-3' });
  });
  inRequest('two', () => store.table(jobs).put({ id: 'secret-4' }));
  store.table(jobs).put({ id: 'of nobody' });
  await store.committed();

  const [one, two, first, second, ...others] = collected.spans;
  expect(others).toEqual([]);
  expect([first, second].map((span) => span?.parentSpanContext?.spanId)).toEqual(
    [one, two].map((span) => span?.spanContext().spanId),
  );
  expect(first).toMatchObject({
    name: 'INSERT chats INSERT jobs UPDATE jobs',
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.UNSET },
  });
  expect(first?.attributes).toEqual({
    'db.system.name': 'sqlite',
    'db.namespace': 'glassgate.sqlite',
    'db.operation.name': 'BATCH',
    'db.query.summary': 'INSERT chats INSERT jobs UPDATE jobs',
    'db.operation.batch.size': 3,
    'glassgate.store.group_rows': 4,
  });
  expect(second?.attributes).toEqual({
    'db.system.name': 'sqlite',
    'db.namespace': 'glassgate.sqlite',
    'db.operation.name': 'INSERT',
    'db.collection.name': 'jobs',
    'db.query.summary': 'INSERT jobs',
    'glassgate.store.group_rows': 4,
  });
});

it('makes a span of each read and each change by condition, without a value', async () => {
  await using opened = await openWithSpans();
  const { collected, store } = opened;

  await throughoutRequest('request', async () => {
    await store.table(jobs).find({ where: { id: 'secret' } });
    await store.table(jobs).changeWhere({ id: 'secret' }, { state: 'secret' });
    await store.query('SELECT id FROM jobs WHERE id = ?1', ['secret']);
  });

  const made = collected.spans.slice(0, -1);
  expect(made.map(({ name, attributes }) => [name, attributes['db.collection.name']])).toEqual([
    ['SELECT jobs', 'jobs'],
    ['UPDATE jobs', 'jobs'],
    ['SELECT', undefined],
  ]);
  expect(JSON.stringify(made.map(({ attributes }) => attributes))).not.toContain('secret');
});

it('says which code a read failed with', async () => {
  await using opened = await openWithSpans();
  const { collected, store, telemetry } = opened;

  await throughoutRequest('request', async () => {
    await expect(store.query('SELECT nothing FROM nowhere', [])).rejects.toThrow();
  });

  expect(collected.named('SELECT')).toMatchObject([
    {
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'db.response.status_code': 'SQLITE_ERROR', 'error.type': 'SQLITE_ERROR' },
    },
  ]);
  expect((await telemetry.http.exposition()).text).toContain(
    'db_client_operation_duration_seconds_count{db_system_name="sqlite",db_operation_name="select",error_type="_other"} 1\n',
  );
});

it('says which code a commit failed with, and does not repeat it for rows that are kept', async () => {
  await using collected = collectSpans();
  await using dir = await makeTempDir();
  const path = join(dir.path, 'glassgate.sqlite');
  const { store: instruments } = createTelemetry();
  await using store = await openCommits(path, { instruments });
  await store.execute('PRAGMA max_page_count = 1');

  inRequest('one', () => store.put('a', { result_text: 'x'.repeat(20_000) }));
  await store.commits.committed().catch(() => undefined);
  inRequest('two', () => store.put('b'));
  await store.commits.committed().catch(() => undefined);
  await store.execute('PRAGMA max_page_count = 1000000');
  await store.commits.committed();

  expect(collected.named('INSERT jobs')).toMatchObject(
    [1, 2].map((rows) => ({
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'db.response.status_code': 'SQLITE_FULL',
        'error.type': 'SQLITE_FULL',
        'glassgate.store.group_rows': rows,
      },
    })),
  );
});

it('does not call a read that its caller gave up an error of the database', async () => {
  await using opened = await openWithSpans();
  const { collected, store } = opened;
  const gone = new GlassgateError('CLIENT_CANCELED', 'The client has gone.');

  await throughoutRequest('request', async () => {
    const signal = AbortSignal.abort(gone);
    await expect(store.query('SELECT 1', [], { signal })).rejects.toBe(gone);
  });

  expect(collected.named('SELECT')).toMatchObject([
    { status: { code: SpanStatusCode.UNSET }, attributes: { 'error.type': 'CLIENT_CANCELED' } },
  ]);
});

it('makes none for work in the background, nor for a timer that an ended request has left behind', async () => {
  await using opened = await openWithSpans();
  const { collected, store } = opened;
  const later = new EventTarget();

  await store.table(jobs).find({});
  const left = inRequest('request', () => once(later, 'go').then(() => store.table(jobs).find({})));
  later.dispatchEvent(new Event('go'));
  await left;
  await context.with(ROOT_CONTEXT, () => store.query('SELECT 1', []));

  expect(collected.spans.map(({ name }) => name)).toEqual(['request']);
});

it('keeps a bounded number of requests while a transaction hangs', async () => {
  await using collected = collectSpans();
  const group = createTelemetry().store.groupOpened();

  for (let count = 0; count < 1_500; count += 1) inRequest('r', () => group.rowQueued('put', 'jobs'));
  group.ended({ rows: 1_500, errorCode: 'SQLITE_BUSY' });
  group.ended({ rows: 1_500, errorCode: undefined });

  expect(collected.named('INSERT jobs')).toHaveLength(1_000);
});
