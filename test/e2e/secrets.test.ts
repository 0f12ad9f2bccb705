import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dump } from 'js-yaml';
import { openPool } from './pool.ts';
import { type LeakyAnswer, type LeakyWorker, startLeakyWorker } from './secret-garden/leaky-worker.ts';
import { filesIn, startRawCollector, tablesOf } from './secret-garden/open-sinks.ts';
import { SecretGarden } from './secret-garden/secret-garden.ts';
import { Talk } from './secret-garden/talk.ts';

/** With another form of secret in each place each time. */
const rounds = 8;
const garden = new SecretGarden();
const adminKey = garden.bare('auth.admin.key');
const clientKey = garden.bare('auth.clients[].key, by reference');
const environment = garden.bare('a reference to a variable');
const configured = garden.proxy('socks[].url');
const reference = (name: string) => `$${`{env:${name}}`}`;

function configOf(worker: LeakyWorker): object {
  const credentials = `bob:${garden.bare('containers[].base_url')}`;
  return {
    containers: [{ id: 'c1', base_url: worker.url.replace('://', `://${credentials}@`), analyze_retries: 0 }],
    socks: [
      { socks_id: 's1', url: configured },
      { socks_id: 's2', url: `socks5://bob:${reference('PROXY_PASSWORD')}@127.0.0.1:1` },
    ],
    profiles: [
      {
        profile_id: 'p1',
        profile_value: `/profiles/${garden.token('profiles[].profile_value')}`,
        socks_id: 's1',
      },
      { profile_id: 'p2', profile_value: `/profiles/${reference('SOMETHING')}`, socks_id: 's2' },
    ],
    selector: { probe_interval_seconds: 3600 },
    auth: {
      admin: { key: adminKey },
      clients: [{ name: 'desk', key: reference('CLIENT_KEY') }],
      // It shows many wrong keys itself.
      max_failures_per_minute: 0,
    },
    container_io_log: { enabled: true, dir: 'io' },
    log: { file: 'log/gateway.log' },
    surplus: garden.object('an unknown key of the config'),
  };
}

const env = {
  CLIENT_KEY: clientKey,
  SOMETHING: environment,
  PROXY_PASSWORD: garden.bare('socks[].url, by reference'),
  LOG_LEVEL: 'debug',
  OTEL_SDK_DISABLED: 'false',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${garden.bare('a header of the exporter')}`,
};
/** Nothing around these tells that they are secret: the gateway must know them. */
const echo = () =>
  `you sent ${adminKey}, ${clientKey}, ${environment} and ${Buffer.from(configured).toString('base64')}`;

/** Answers with secrets wherever a worker can put them, and what became of the request. */
function leakyAnswers(): readonly LeakyAnswer[] {
  const chat = 'https://chat.qwen.ai/c/';
  const at = (place: string) => `the answer of a worker, ${place}`;
  const headers = {
    'set-cookie': `sid=${garden.bare(at('Set-Cookie'))}`,
    'x-note': garden.text(at('a header')),
    location: `http://h/?token=${garden.bare(at('Location'))}`,
  };
  const wrong = (place: string) => ({
    error: garden.text(at(place)),
    echo: echo(),
    ...garden.object(at(place)),
  });
  return [
    {
      body: { text: 'ok', page_url: `${chat}${garden.token(at('chat id'))}`, ...garden.object(at('200')) },
      headers,
    },
    {
      body: {
        text: garden.text(at('text')),
        page_url: `${chat}a?token=${garden.bare(at('page_url'))}`,
        echo: echo(),
      },
    },
    { body: { message: garden.text(at('message')), page_url: garden.proxy(at('a strange page_url')) } },
    { body: { ok: false, ...wrong('ok: false') } },
    ...[400, 401, 404, 404, 409, 423, 429, 500, 503].map((status) => ({
      status,
      body: wrong(String(status)),
      headers,
    })),
    {
      status: 400,
      body: `<html>${garden.text(at('400 in HTML'))} ${'x'.repeat(7_900)} ${garden.text(at('400 at the cut'))}`,
    },
    { status: 302, body: wrong('302'), headers },
    {
      status: 500,
      statusText: garden.token(at('the status text')),
      body: garden.text(at('500 in plain text')),
    },
    { body: `{"text": "${garden.token(at('malformed JSON'))}", ` },
    { body: JSON.stringify([garden.text(at('a list'))]) },
    { body: wrong('an answer that breaks off'), isCut: true },
    {
      body: { text: garden.token(at('a guest')), page_url: `${chat}guest?sid=${garden.bare(at('a guest'))}` },
    },
  ];
}

async function hostileBodies(talk: Talk): Promise<void> {
  const at = (place: string) => `the body of a solve, ${place}`;
  const text = (place: string) => garden.text(at(place));
  const input = () => ({ text: text('input.text'), ...garden.object(at('input')) });
  const options = { profile_id: 'p1' };
  const fields = ['prompt_id', 'profile_id', 'socks_override', 'socks_id', 'chat_url', 'max_chat_uses'];
  const wrongTypes = ['force_new_chat', 'include_debug', 'idempotent', 'max_chat_uses', 'profile_id'];
  for (const field of fields) {
    await talk.solve({ input: input(), options: { ...options, [field]: text(field) } });
    await talk.solve({ input: input(), options: { ...options, [field]: garden.token(at(field)) } });
  }
  for (const field of wrongTypes) {
    await talk.solve({
      input: input(),
      options: { ...options, [field]: garden.object(at(`${field} as an object`)) },
    });
    await talk.solve({ input: input(), options: { ...options, [field]: [text(`${field} as a list`)] } });
  }
  await talk.solve({
    input: input(),
    prompt_id: text('prompt_id'),
    request_id: garden.token(at('request_id')),
  });
  await talk.solve({
    input: input(),
    options,
    request_id: text('request_id'),
    ...garden.object(at('the top')),
  });
  await talk.solve({ input: text('input as a text'), options: text('options as a text') });
  await talk.solve({
    input: { image_b64: text('image_b64'), image_ext: text('image_ext'), image_path: text('image_path') },
    options,
  });
  await talk.solve({ input: { image_b64: text('image_b64 alone') }, options });
  await talk.solve([text('a list')]);
  await talk.solve(`{"input": {"text": "${garden.token(at('no JSON'))}"`);
  await talk.solve(
    { input: input(), options },
    { 'content-type': `text/plain; ${garden.token('Content-Type')}` },
  );
}

async function hostileRequests(talk: Talk): Promise<void> {
  const headers = {
    'x-request-id': garden.token('X-Request-Id'),
    'user-agent': garden.text('User-Agent'),
    'x-api-key': garden.bare('X-Api-Key'),
    cookie: `sid=${garden.bare('Cookie')}`,
    referer: garden.proxy('Referer'),
    'x-forwarded-for': garden.text('X-Forwarded-For'),
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    tracestate: `vendor=${garden.token('tracestate')}`,
    baggage: `token=${garden.bare('baggage')}`,
  };
  const query = () =>
    `?api_key=${garden.bare('the query')}&note=${encodeURIComponent(garden.text('the query, encoded'))}`;
  const word = (place: string) => encodeURIComponent(garden.text(place));
  await talk.solve({ input: { text: 'hi' }, options: { profile_id: 'p1' } }, headers);
  await talk.ask(`/v1/solve${query()}`, { body: { input: { text: 'hi' }, options: { profile_id: 'p1' } } });
  for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
    await talk.ask(`/${garden.token('a path')}/${word('a path, encoded')}${query()}`, { method, headers });
  }
  for (const key of [garden.bare('a wrong key'), garden.token('a wrong key')]) {
    await talk.ask('/v1/jobs', { headers: { authorization: `Bearer ${key}` } });
    await talk.solve(
      { input: { text: 'hi' } },
      { authorization: `Basic ${Buffer.from(`u:${key}`).toString('base64')}` },
    );
  }
  for (const name of ['request_id', 'status', 'container', 'profile', 'from', 'to', 'limit', 'cursor']) {
    await talk.ask(`/v1/jobs?${name}=${word(`/v1/jobs?${name}`)}`);
  }
  for (const name of ['from', 'to', 'format', 'limit', 'offset', 'container_id']) {
    await talk.ask(`/v1/reports/containers?${name}=${word(`/v1/reports?${name}`)}`);
  }
  await talk.ask(`/v1/jobs/${word('/v1/jobs/:id')}`);
  await talk.ask(`/v1/status?container_id=${word('/v1/status?container_id')}`);
  for (const action of ['guest/clear', 'chats/archive']) {
    await talk.ask(`/v1/profiles/${word(`/v1/profiles/:id/${action}`)}/${action}`, { body: {} });
  }
  for (const route of ['/v1/chats/lock', '/v1/chats/unlock']) {
    const body = { chat_url: garden.text(route), locked_by: garden.text(route), ttl_seconds: 60 };
    await talk.ask(route, { body });
    await talk.ask(route, { body: { ...body, chat_url: 'https://chat.qwen.ai/c/chat-1' } });
    await talk.ask(route, { body: { chat_url: [garden.text(`${route}, a list`)], ...garden.object(route) } });
  }
}

async function repeats(talk: Talk): Promise<void> {
  const key = garden.token('Idempotency-Key');
  const body = { input: { text: garden.text('a repeated text') }, options: { profile_id: 'p2' } };
  await talk.solve(body, { 'idempotency-key': key });
  await talk.solve(body, { 'idempotency-key': key });
  await talk.solve({ ...body, input: { text: 'other' } }, { 'idempotency-key': key });
  await talk.ask(`/v1/jobs?request_id=${key}`);
  expect(talk.statuses.slice(-4)).toEqual([200, 200, 409, 200]);
  expect(talk.told.at(-1)).toContain('"error_code":null');
}

async function everythingAnOperatorSees(talk: Talk): Promise<void> {
  const { text } = await talk.ask('/v1/jobs?limit=500');
  const ids = [...text.matchAll(/"job_id":"([^"]+)"/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(20);
  for (const id of ids) await talk.ask(`/v1/jobs/${id}`);
  for (const kind of ['containers', 'profiles', 'prompts']) {
    for (const format of ['json', 'csv']) await talk.ask(`/v1/reports/${kind}?format=${format}`);
  }
  for (const path of ['/v1/status', '/v1/status/all', '/v1/profiles/blocked', '/health', '/metrics']) {
    await talk.ask(path);
  }
}

it('shows no secret of a client, the config or a worker in any log, span, metric, row, report or answer', async () => {
  await using worker = await startLeakyWorker();
  await using collector = await startRawCollector();
  await using pool = await openPool({ workers: [], config: configOf(worker) });
  const dir = dirname(pool.configPath);
  await using gateway = await pool.start({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const talk = new Talk(gateway.url, adminKey);
  worker.says({
    status: 'ok',
    busy: false,
    page_url: `https://chat.qwen.ai/c/x?sid=${garden.bare('page_url of a status')}`,
    ...garden.object('the status of a worker'),
    echo: echo(),
  });

  const own = garden.text('the text that the client gets');
  worker.next(
    { body: { text: 'prompt', page_url: 'https://chat.qwen.ai/c/first' } },
    { body: { text: own } },
  );
  expect(
    await talk.solve({ input: { text: 'hi' }, options: { profile_id: 'p1', include_debug: true } }),
  ).toBe(own);
  for (const answer of leakyAnswers()) {
    worker.next(answer);
    const options = {
      profile_id: 'p1',
      force_new_chat: true,
      include_debug: true,
      socks_override: garden.proxy('socks_override'),
    };
    await talk.solve({
      input: { text: garden.text('input.text') },
      options,
      request_id: garden.token('request_id'),
    });
    await talk.solve({ input: { text: 'hi' }, options: { profile_id: 'p2' } });
    await talk.ask('/v1/profiles/p1/guest/clear', { body: {} });
  }
  for (let round = 0; round < rounds; round += 1) {
    await hostileBodies(talk);
    await hostileRequests(talk);
    garden.rotate();
  }
  await repeats(talk);
  const broken = { ...configOf(worker), containers: garden.object('a broken config') };
  await writeFile(pool.configPath, dump(broken));
  await talk.ask('/v1/config/reload', { method: 'POST' });
  expect(talk.statuses.at(-1)).toBe(422);
  await everythingAnOperatorSees(talk);
  expect(talk.told.at(-1)).toContain('glassgate_redaction_canary_ok 1');
  expect(await gateway.stop()).toBe(0);

  const sinks = {
    answers: talk.told.join('\n'),
    stdout: JSON.stringify(gateway.lines),
    stderr: gateway.stderr,
    'log file': await filesIn(join(dir, 'log')),
    'I/O log': await filesIn(join(dir, 'io')),
    spans: collector.bodies.join('\n'),
    ...tablesOf(pool.rows),
  };
  // They must have been put to use: what was never written leaks nothing.
  for (const name of [
    'answers',
    'stdout',
    'log file',
    'I/O log',
    'spans',
    'jobs',
    'job_attempts',
    'chat_sessions',
  ]) {
    expect([name, (sinks as Record<string, string>)[name]?.includes('***')]).toEqual([name, true]);
  }
  expect(garden.size).toBeGreaterThanOrEqual(200);
  expect(new Set(talk.statuses)).toEqual(
    new Set(
      [200, 204, 400, 401, 404, 405, 409, 415, 422, 502, 503].filter((status) =>
        talk.statuses.includes(status),
      ),
    ),
  );
  expect(worker.received.join('')).toContain(configured);
  expect(Object.entries(sinks).flatMap(([sink, text]) => garden.leaksIn(sink, text))).toEqual([]);
}, 120_000);
