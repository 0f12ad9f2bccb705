import {
  definePlugin,
  GlassgateError,
  services,
  slots,
  solveAnswer,
  type WorkerAnswer,
} from 'glassgate/plugin-api';
import { createMessages } from './messages.ts';
import { upstreamMetrics } from './metrics.ts';
import { upstreamSpans } from './spans.ts';

/** The end of the chain: gives the client's text and image to the worker. */
export default definePlugin({
  name: 'upstream',
  metrics: upstreamMetrics,
  spans: upstreamSpans,
  needs: {
    request: slots.solveRequest,
    prompt: slots.prompt,
    profile: slots.profile,
    proxy: slots.proxy,
    container: slots.container,
    chat: slots.chat,
  },
  answer: solveAnswer,
  setup({ exchange, metrics, provide }) {
    const { retries } = metrics.declare(upstreamMetrics);
    const messages = createMessages({ exchange, retries });
    provide(services.workerMessages, messages);
    return {
      async stage(call) {
        const { request, prompt, profile, proxy, container, chat } = call.values;
        const { text, image } = request;
        call.annotate({ 'glassgate.container.id': container.id });
        const answers: WorkerAnswer[] = [];
        const contents = [
          ...(text === undefined ? [] : [{ text }]),
          ...(image === undefined ? [] : [{ image }]),
        ];
        for (const content of contents) {
          const answer = await messages
            .send(call, { container, profile, proxy, prompt, url: chat.pageUrl, content })
            .catch((cause: unknown) => {
              throw answers.length > 0 ? notTwice(cause) : cause;
            });
          chat.answered(answer);
          answers.push(answer);
        }
        return { text: answers.at(-1)?.text ?? '', raw: answers.map(({ raw }) => raw) };
      },
    };
  },
});

// The text was executed: whoever moved the request to another container would have it executed twice.
function notTwice(cause: unknown): GlassgateError {
  const { code, message, details } = GlassgateError.from(cause);
  return new GlassgateError(code, `${message} The text was executed before, the image was not.`, {
    cause,
    details,
    retryable: false,
  });
}
