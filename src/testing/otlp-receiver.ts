import { createServer } from 'node:http';
import { listenOnLoopback, readText, sendJson } from './loopback-server.ts';
import { type ReceivedSpan, spansIn } from './otlp-spans.ts';
import { createWatch } from './watch.ts';

export interface OtlpReceiver extends AsyncDisposable {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT; the protocol is `http/json`. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Paths that were posted to. */
  readonly paths: ReadonlySet<string>;
  /** The spans as soon as the condition holds for them. */
  waitForSpans(
    holds: (spans: readonly ReceivedSpan[]) => boolean,
    timeoutMs?: number,
  ): Promise<readonly ReceivedSpan[]>;
}

/** Start an OTLP/HTTP JSON collector on 127.0.0.1 that keeps the spans it is sent. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const paths = new Set<string>();
  const watch = createWatch();
  const receive = (path: string, text: string) => {
    paths.add(path);
    if (path === '/v1/traces') spans.push(...spansIn(JSON.parse(text)));
    watch.changed();
  };
  const server = createServer((req, res) => {
    readText(req)
      .then((text) => {
        receive(req.url ?? '', text);
        sendJson(res, 200, {});
      })
      .catch((error: unknown) => sendJson(res, 400, { message: String(error) }));
  });
  const { url, close } = await listenOnLoopback(server);
  return {
    url,
    spans,
    paths,
    waitForSpans: (holds, timeoutMs = 10_000) =>
      watch.until(() => (holds(spans) ? spans : undefined), {
        timeoutMs,
        what: `spans that satisfy ${holds}; there are ${spans.map((span) => span.name).join(', ') || 'none'}`,
      }),
    [Symbol.asyncDispose]: close,
  };
}
