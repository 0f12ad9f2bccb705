import { buildGateway, type TestGateway } from 'glassgate/testing';

/** A plugin that has the gateway log exchanges with nobody: `POST /write?container=c1&count=10&chars=300`. */
const writer = `export default { name: 'writer', setup: ({ use, provide }) => {
  provide({ id: 'containerDirectory' }, { list: () => [{ id: 'c1' }] });
  const log = use({ id: 'exchangeLog' });
  let written = 0;
  const event = (containerId, chars) => ({
    containerId, requestId: null, runId: null, stage: null, attempt: null, tryNumber: 1,
    traceId: undefined, spanId: undefined, method: 'POST', path: '/analyze', url: 'http://127.0.0.1:1/analyze',
    startedAt: new Date(), durationMs: 1, status: 200, requestBody: { number: (written += 1), text: 'x'.repeat(chars) },
    replyBody: { text: 'pass' + 'word=hunter2xyz' }, error: null, failure: null,
  });
  return { routes: (routes) => routes.post('/write', { access: 'public', summary: 'Write' }, (req, res) => {
    const { container = 'c1', count, chars = '100' } = req.query;
    for (let n = 0; n < Number(count); n += 1) log().write(event(container, Number(chars)));
    res.json({ ok: true });
  }) };
} };`;

export interface LoggingGateway extends TestGateway {
  write(count: number, query?: Readonly<Record<string, string>>): Promise<void>;
}

/** A gateway with an I/O log and somebody who fills it. */
export async function startLogging(section: object = {}, config: object = {}): Promise<LoggingGateway> {
  const gateway = await buildGateway(
    {
      plugins: ['auth', 'io-log', './writer.mjs'],
      container_io_log: { enabled: true, dir: './io', max_bytes: 100_000, backup_count: 100, ...section },
      ...config,
    },
    { files: { 'writer.mjs': writer } },
  );
  return Object.assign(gateway, {
    write: async (count: number, query: Readonly<Record<string, string>> = {}) => {
      const search = new URLSearchParams({ count: String(count), ...query });
      await fetch(`${gateway.url}/write?${search}`, { method: 'POST' });
    },
  });
}

interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of a record
  readonly data: any;
}

export interface Following extends AsyncDisposable {
  /** The next event; undefined when the stream has ended. */
  next(): Promise<StreamEvent | undefined>;
  /** The next records, without the events around them. */
  records(count: number): Promise<StreamEvent[]>;
}

/** Follow a container as a browser would. */
export async function follow(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Following> {
  const leave = new AbortController();
  const response = await fetch(url, { headers, signal: leave.signal });
  if (response.body === null || !response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const events = eventsIn(response.body);
  const next = async () => (await events.next()).value ?? undefined;
  return {
    next,
    records: async (count) => {
      const records: StreamEvent[] = [];
      while (records.length < count) {
        const event = await next();
        if (event === undefined) throw new Error(`The stream ended after ${records.length} records.`);
        if (event.event === 'message') records.push(event);
      }
      return records;
    },
    [Symbol.asyncDispose]: async () => leave.abort(),
  };
}

async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) if (!block.startsWith(':')) yield eventOf(block);
  }
  return undefined;
}

function eventOf(block: string): StreamEvent {
  const fields = new Map(
    block.split('\n').map((line) => [line.split(': ', 1)[0], line.replace(/^\w+: /, '')]),
  );
  const data: unknown = JSON.parse(fields.get('data') ?? 'null');
  return { id: fields.get('id'), event: fields.get('event') ?? 'message', data };
}
