import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type CollectedSpans, collectSpans, type WorkerScript } from 'glassgate/testing';
import { type Pool, startPool, startPrompt } from './pool.ts';

const secretText = 'my very own question';
/** Takes the start prompt; the message meets the rule. */
const then = (...rules: NonNullable<WorkerScript['rules']>): WorkerScript => ({
  rules: [{ kind: 'answer', times: 1 }, ...rules],
});

const idOf = (span: ReadableSpan | undefined) => span?.spanContext().spanId;
const parentOf = ({ parentSpanContext }: ReadableSpan) => parentSpanContext?.spanId;

function below(collected: CollectedSpans, parent: ReadableSpan | undefined): readonly ReadableSpan[] {
  return collected.spans.filter((span) => parent !== undefined && parentOf(span) === idOf(parent));
}

/** The logical spans in a stage, in the order of their ends. */
function messagesOf(collected: CollectedSpans, stage: 'chat' | 'upstream'): readonly ReadableSpan[] {
  const stages = new Set(collected.named(`stage ${stage}`).map(idOf));
  return collected.named('chat').filter((span) => stages.has(parentOf(span)));
}

const portOf = (pool: Pool, id: string) => pool.worker(id).port;

it('covers the tries of one message, and says which chat and prompt it belongs to', async () => {
  await using collected = collectSpans();
  await using pool = await startPool();
  pool.worker('c1').script(then({ kind: 'drop', times: 1, executed: false }));

  const { body } = await pool.ask(secretText);

  const [message] = messagesOf(collected, 'upstream');
  expect(message).toMatchObject({ kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET } });
  expect(message?.attributes).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'qwen',
    'gen_ai.output.type': 'text',
    'gen_ai.conversation.id': body.meta.page_url.split('/').at(-1),
    'gen_ai.prompt.name': 'default',
    'gen_ai.prompt.version': expect.any(String),
    'server.address': '127.0.0.1',
    'server.port': portOf(pool, 'c1'),
    'http.request.resend_count': 1,
  });
  const retries = collected.named('stage upstream').flatMap(({ events }) => events);
  expect(retries).toMatchObject([
    {
      name: 'glassgate.upstream.retry',
      attributes: { container_id: 'c1', try_number: 2, transport: 'reset', wait_ms: 250 },
    },
  ]);
  const tries = below(collected, message);
  expect(tries.map(({ name }) => name)).toEqual(['POST /analyze', 'POST /analyze']);
  expect(tries.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, 1]);
});

it('is there for a start prompt too, which learns its chat from the answer', async () => {
  await using collected = collectSpans();
  await using pool = await startPool();

  const { body } = await pool.ask('one');

  const [prompt] = messagesOf(collected, 'chat');
  expect(prompt?.attributes).toMatchObject({
    'gen_ai.conversation.id': body.meta.page_url.split('/').at(-1),
    'gen_ai.prompt.name': 'default',
  });
  expect(prompt?.attributes).not.toHaveProperty('http.request.resend_count');
  expect(below(collected, prompt).map(({ name }) => name)).toEqual(['POST /analyze']);
  expect(collected.named('chat')).toHaveLength(2);
});

it('is an error where a container was busy, and none where the next one answered', async () => {
  await using collected = collectSpans();
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script(then({ kind: 'status', status: 423 }));

  expect((await pool.ask('hi')).status).toBe(200);

  const [refused, answered, ...others] = messagesOf(collected, 'upstream');
  expect(others).toEqual([]);
  expect(refused?.attributes).toMatchObject({
    'error.type': 'CONTAINER_BUSY',
    'server.port': portOf(pool, 'c1'),
  });
  expect(answered?.attributes).toMatchObject({ 'server.port': portOf(pool, 'c2') });
  expect(answered?.attributes).not.toHaveProperty('error.type');

  const selector = collected.named('stage selector')[0];
  expect(selector?.attributes).toMatchObject({
    'glassgate.selector.strategy': 'round_robin',
    'glassgate.selector.candidates': 2,
    'glassgate.selector.rejected': ['c1=busy'],
    'glassgate.container.id': 'c2',
  });
  expect(selector?.status.code).toBe(SpanStatusCode.UNSET);
  const steps = selector?.events.map(({ name }) => name).filter((name) => name.includes('.selector.'));
  expect(steps).toEqual([
    'glassgate.selector.candidates',
    'glassgate.selector.conflict',
    'glassgate.selector.rejected',
  ]);
  const upstream = collected.named('stage upstream');
  expect(upstream.map(({ events }) => events.map(({ name }) => name))).toEqual([
    ['glassgate.upstream.busy', 'exception'],
    [],
  ]);
  expect(collected.named('glassgate.solve')[0]?.attributes).toMatchObject({ 'glassgate.chat.reused': false });
});

it('is an error when all tries failed', async () => {
  await using collected = collectSpans();
  await using pool = await startPool();
  pool.worker('c1').script(then({ kind: 'drop' }));

  expect((await pool.ask('hi')).status).toBe(502);

  const [message] = messagesOf(collected, 'upstream');
  expect(message).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'error.type': 'UPSTREAM_ERROR', 'http.request.resend_count': 1 },
  });
  expect(below(collected, message)).toHaveLength(2);
});

it('stays without its attributes where operators do not want them', async () => {
  await using collected = collectSpans();
  await using pool = await startPool({ config: { otel: { gen_ai: 'off' } } });

  await pool.ask('hi');

  const [message] = messagesOf(collected, 'upstream');
  expect(message?.attributes).toEqual({ 'server.address': '127.0.0.1', 'server.port': portOf(pool, 'c1') });
});

it('shows no message, nor what was answered', async () => {
  await using collected = collectSpans();
  await using pool = await startPool();

  const reply = await pool.ask(secretText);

  expect(reply.body.final.text).toBe(`echo: ${secretText}`);
  const shown = JSON.stringify(
    collected.spans.map(({ name, attributes, events, links }) => ({ name, attributes, events, links })),
  );
  expect(shown).toContain('gen_ai.conversation.id');
  expect(shown).not.toContain(secretText);
  expect(shown).not.toContain(startPrompt);
});
