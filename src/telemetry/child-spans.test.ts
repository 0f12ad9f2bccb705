import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { GlassgateError } from '../plugin-api/error.ts';
import { defineSpans } from '../plugin-api/spans.ts';
import { collectSpans } from '../testing/collect-spans.ts';
import { withinChild } from './child-spans.ts';

const { children } = defineSpans({
  children: { chat: { name: 'chat', kind: 'client', help: 'One message.', attributes: {} } },
});
const attributes = { 'gen_ai.operation.name': 'chat', 'server.address': 'worker' };

function start(genAi: 'off' | 'latest' = 'latest') {
  const tracer = trace.getTracer('test');
  return (body: () => Promise<unknown>, suffix?: string) =>
    withinChild({ tracer, genAi }, { spec: children.chat, suffix, attributes }, async (span) => {
      span.annotate({ 'gen_ai.conversation.id': 'c1' });
      return body();
    });
}

it('makes what is done meanwhile a child of the span', async () => {
  await using collected = collectSpans();

  const answer = await start()(async () => {
    trace.getTracer('test').startSpan('POST /analyze').end();
    return 'answer';
  }, 'qwen3');

  const [chat] = collected.named('chat qwen3');
  expect(answer).toBe('answer');
  expect(chat?.kind).toBe(SpanKind.CLIENT);
  expect(chat?.attributes).toEqual({ ...attributes, 'gen_ai.conversation.id': 'c1' });
  expect(collected.named('POST /analyze')[0]?.parentSpanContext?.spanId).toBe(chat?.spanContext().spanId);
});

it('keeps the span and leaves out the conventions that are switched off', async () => {
  await using collected = collectSpans();

  await start('off')(async () => 'answer');

  expect(collected.named('chat')[0]?.attributes).toEqual({ 'server.address': 'worker' });
});

it.each([
  ['UPSTREAM_ERROR', SpanStatusCode.ERROR],
  ['CLIENT_CANCELED', SpanStatusCode.UNSET],
] as const)('tells of %s and passes it on', async (code, status) => {
  await using collected = collectSpans();
  const error = new GlassgateError(code, 'It went wrong.');

  await expect(start()(() => Promise.reject(error))).rejects.toBe(error);

  const [chat] = collected.named('chat');
  expect([chat?.attributes['error.type'], chat?.status.code]).toEqual([code, status]);
});
