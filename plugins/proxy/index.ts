import {
  definePlugin,
  exchangeLog,
  GlassgateError,
  type LlmAnswer,
  llmAnswer,
  llmNotes,
  llmSlots,
} from 'glassgate/plugin-api';
import { ClientSpan } from './client-span.ts';
import { type Ended, exchangeEvent, type ProxyCall } from './exchange-event.ts';
import { Forwarding } from './forwarding.ts';
import { proxyMetrics } from './metrics.ts';
import { Origins } from './origins.ts';
import { Recorder } from './recorder.ts';
import { requestHeaders } from './request-headers.ts';
import { proxySpans } from './spans.ts';
import { StandInResponse, standInRequest } from './stand-ins.ts';

/** Sends a request to its provider and passes the answer on, byte for byte. */
export default definePlugin({
  name: 'proxy',
  chain: 'openai',
  metrics: proxyMetrics,
  spans: proxySpans,
  needs: { request: llmSlots.llmRequest, target: llmSlots.llmTarget },
  answer: llmAnswer,
  after: ['provider', 'rate-limit'],
  setup({ metrics, use }) {
    const origins = new Origins();
    const recorder = new Recorder(metrics.declare(proxyMetrics));
    const lines = use(exchangeLog);
    return {
      close: () => origins.close(),
      async stage(call) {
        const { target } = call.values;
        const { providerId, credentialId } = target;
        const upstream = { providerId, credentialId };
        call.note(llmNotes.upstream, upstream);
        const startedAt = performance.now();
        const line = (ended: Ended) => lines().write(exchangeEvent(call, { ...ended, startedAt }));
        try {
          const answer = await forward(call, origins);
          const totalMs = performance.now() - startedAt;
          const { status, firstByteMs, bytes } = answer;
          call.note(llmNotes.upstream, { ...upstream, status, firstByteMs, totalMs, bytes });
          recorder.answered(providerId, answer, totalMs);
          line({ answer });
          return answer;
        } catch (cause) {
          const error = GlassgateError.from(cause);
          recorder.failed(providerId, error);
          line({ error });
          throw cause;
        }
      },
    };
  },
});

async function forward(call: ProxyCall, origins: Origins): Promise<LlmAnswer> {
  const { request, target } = call.values;
  const base = new URL(target.baseUrl);
  const path = (base.pathname === '/' ? '' : base.pathname) + target.target;
  const span = new ClientSpan({ method: request.method, target: base, path });
  try {
    const answer = await send(call, { origin: base.origin, path, origins, trace: span.headers });
    span.answered(answer);
    return answer;
  } catch (cause) {
    span.failed(GlassgateError.from(cause));
    throw cause;
  }
}

interface Sending {
  readonly origin: string;
  readonly path: string;
  readonly origins: Origins;
  readonly trace: Readonly<Record<string, string>>;
}

function send(call: ProxyCall, { origin, path, origins, trace }: Sending): Promise<LlmAnswer> {
  const { request, target } = call.values;
  const { authorization, body } = target;
  const outgoing = standInRequest({
    method: request.method,
    url: path,
    headers: requestHeaders(request.headers, {
      requestId: call.requestId,
      authorization,
      trace,
      body,
    }),
    body,
  });
  const standIn = new StandInResponse();
  const forwarding = new Forwarding({ call, target, reply: request.reply, standIn });
  const proxy = origins.to(origin);
  proxy.watch(outgoing, forwarding);
  proxy.send(outgoing, standIn.asResponse()).catch((cause: Error) => forwarding.onError(cause));
  return forwarding.settled;
}
