import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { context, trace } from '@opentelemetry/api';
import { collectSpans } from '../testing/collect-spans.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { createWatch } from '../testing/watch.ts';
import { requestIds } from './log-context.ts';
import { createLogger } from './logger.ts';

type Line = Readonly<Record<string, unknown>>;

async function createMemoryLogger(level = 'debug') {
  const texts: string[] = [];
  const destination = { write: (text: string) => void texts.push(text) };
  const { log } = await createLogger({ level, destination });
  return { log, texts, lines: () => texts.map((text) => JSON.parse(text) as Line) };
}

it('writes JSON lines that say when, what, and by whom', async () => {
  const { log, lines } = await createMemoryLogger();

  log.child({ requestId: 'r1' }).warn({ containerId: 'c1' }, 'container skipped');

  expect(lines()).toEqual([
    {
      level: 'warn',
      severity_number: 13,
      instance: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'glassgate',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      pid: process.pid,
      event: 'log.other',
      requestId: 'r1',
      containerId: 'c1',
      msg: 'container skipped',
    },
  ]);
});

it('writes no character at which a reader of lines would stop, and keeps the text', async () => {
  const { log, texts, lines } = await createMemoryLogger();
  const text = 'a\x85b\u2028c\u2029d\x7fe\x9b';

  log.info({ text }, text);

  expect(texts[0]?.trimEnd()).toMatch(/^[\x20-\x7e]*$/);
  expect(lines()[0]).toMatchObject({ text, msg: text });
});

it('tells the level of each line that it writes, and of no other', async () => {
  const levels: string[] = [];
  const destination = { write: () => undefined };
  const { log, preview } = await createLogger({
    level: 'info',
    destination,
    onLine: (level) => levels.push(level),
  });

  log.child({ plugin: 'lock' }).warn('one');
  log.debug('two');
  log.error('three');
  preview('four');

  expect(levels).toEqual(['warn', 'error']);
});

it('adds the ids of the active span, to each line its own', async () => {
  await using collected = collectSpans();
  const { log, lines } = await createMemoryLogger();

  trace.getTracer('test').startActiveSpan('outer', (span) => {
    log.info({ step: 1 }, 'inside');
    span.end();
  });
  log.info('outside');

  const context = collected.spans[0]?.spanContext();
  expect(lines()[0]).toMatchObject({ trace_id: context?.traceId, span_id: context?.spanId, step: 1 });
  expect(lines()[1]).not.toHaveProperty('trace_id');
});

it('writes an error with its code, its stack and its causes', async () => {
  const { log, lines } = await createMemoryLogger();
  const deepest = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

  log.error(
    { err: new TypeError('failed', { cause: new Error('no worker', { cause: deepest }) }) },
    'broken',
  );
  log.error(new RangeError('alone', { cause: 'a bare value' }));

  expect(lines()[0]?.['err']).toEqual({
    type: 'TypeError',
    message: 'failed',
    stack: expect.stringContaining('logger.test.ts'),
    cause: {
      type: 'Error',
      message: 'no worker',
      stack: expect.any(String),
      cause: {
        type: 'Error',
        message: 'connect ECONNREFUSED',
        code: 'ECONNREFUSED',
        stack: expect.any(String),
      },
    },
  });
  expect(lines()[1]).toMatchObject({ msg: 'alone', err: { type: 'RangeError', cause: 'a bare value' } });
});

it('does not follow causes that lead back to themselves', async () => {
  const { log, lines } = await createMemoryLogger();
  const error = new Error('round');
  error.cause = error;

  log.error({ err: error }, 'broken');

  expect(JSON.stringify(lines()[0]).match(/"type"/g)).toHaveLength(6);
});

it('shows no password, wherever on the line it stands', async () => {
  const { log, texts } = await createMemoryLogger();
  const secret = `hid${'den'}`;
  const url = `socks5://bob:${secret}@1.2.3.4:1080`;

  log
    .child({ proxy: url })
    .error({ url, deep: { url }, err: new Error(`cannot use ${url}`) }, `tried ${url}`);
  log.error(new Error(`cannot use ${url}`));

  expect(texts.join('')).not.toContain(secret);
  expect(texts.join('').match(/socks5:\/\/bob:\*\*\*@1\.2\.3\.4:1080/g)?.length).toBeGreaterThanOrEqual(8);
});

it('leaves out what is below its level', async () => {
  const { log, lines } = await createMemoryLogger('warn');

  log.info('quiet');
  log.error('loud');

  expect(lines().map((line) => line['msg'])).toEqual(['loud']);
});

it('writes to a file too, at its own level, and has it all there when it is closed', async () => {
  await using dir = await makeTempDir();
  const texts: string[] = [];
  const { log, close } = await createLogger({
    level: 'debug',
    destination: { write: (text) => void texts.push(text) },
    file: { path: join(dir.path, 'logs', 'gateway.log'), maxBytes: 1_000_000, backupCount: 2 },
  });

  log.debug('one');
  log.error('two');
  await Promise.all([close(), close()]);

  const text = await readFile(join(dir.path, 'logs', 'gateway.1.log'), 'utf8');
  expect(text).toBe(texts.join(''));
  expect(texts).toHaveLength(2);
});

it('rolls the file by size, over restarts too, and deletes the oldest files', async () => {
  await using dir = await makeTempDir();
  const newest = () => Math.max(0, ...readdirSync(dir.path).map((file) => Number(file.split('.')[1])));
  for (let restart = 0; restart < 4; restart += 1) {
    const { log, close } = await createLogger({
      level: 'info',
      destination: { write: () => {} },
      file: { path: join(dir.path, 'gateway.log'), maxBytes: 2_000, backupCount: 1 },
    });
    const before = newest();
    // The stream writes and rolls between turns of the event loop, when the disk is ready for it.
    await eventually(() => {
      log.info({ restart, padding: 'x'.repeat(400) }, 'line');
      return newest() > Math.max(1, before);
    });
    log.info({ restart }, 'last');
    await close();
  }

  await eventually(() => readdirSync(dir.path).length <= 3);
  const files = readdirSync(dir.path);
  const texts = files.map((file) => readFileSync(join(dir.path, file), 'utf8'));
  expect(files).not.toContain('gateway.1.log');
  expect(texts.join('')).toMatch(/"restart":3,"msg":"last"/);
});

it('takes a line after the end without failing', async () => {
  await using dir = await makeTempDir();
  const texts: string[] = [];
  const { log, close } = await createLogger({
    level: 'info',
    destination: { write: (text) => void texts.push(text) },
    file: { path: join(dir.path, 'gateway.log'), maxBytes: 1_000_000, backupCount: 1 },
  });

  await close();
  log.info('late');

  expect(texts.map((text) => (JSON.parse(text) as Line)['msg'])).toEqual(['late']);
});

it('reports once that its file cannot be written, where it still can', async () => {
  await using dir = await makeTempDir();
  const lines: Line[] = [];
  const written = createWatch();
  const write = (text: string) => {
    lines.push(JSON.parse(text) as Line);
    written.changed();
  };
  const { log, close } = await createLogger({
    level: 'info',
    destination: { write },
    file: { path: join(dir.path, 'gateway.log'), maxBytes: 500, backupCount: 1 },
  });

  // The next file of the roll has the name of a directory, which nobody can write to.
  await mkdir(join(dir.path, 'gateway.2.log'));
  for (let line = 0; line < 60; line += 1) log.info({ padding: 'x'.repeat(80) }, 'line');
  const failures = () => lines.filter((line) => line['msg'] === 'log file cannot be written');
  await written.until(() => failures()[0], { timeoutMs: 5_000, what: 'the report' });
  log.info('still here');
  await close();

  expect(failures()).toHaveLength(1);
  expect(failures()[0]?.['err']).toMatchObject({ code: 'EISDIR' });
  expect(lines.at(-1)?.['msg']).toBe('still here');
});

async function eventually(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('It did not come true in 10 seconds.');
    await new Promise(setImmediate);
  }
}

it('names the request once, also where the log of a run names it already', async () => {
  await using _collected = collectSpans();
  const { log, texts } = await createMemoryLogger();
  const ids = { requestId: 'r1', runId: 'run-1' };

  context.with(context.active().setValue(requestIds, ids), () => {
    log.child({ plugin: 'lock' }).info('one');
    log.child({ request_id: 'r1', job_id: 'run-1' }).child({ stage: 'lock' }).info('two');
    log.info({ request_id: 'r2' }, 'three');
  });

  expect(texts.map((text) => text.match(/"(request|job)_id":"[^"]+"/g))).toEqual([
    ['"request_id":"r1"', '"job_id":"run-1"'],
    ['"request_id":"r1"', '"job_id":"run-1"'],
    ['"request_id":"r2"', '"job_id":"run-1"'],
  ]);
});
