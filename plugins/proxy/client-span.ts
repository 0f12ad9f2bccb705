import {
  type Attributes,
  isSpanContextValid,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { type GlassgateError, type LlmAnswer, serverAttributes } from 'glassgate/plugin-api';

export interface Outgoing {
  readonly method: string;
  readonly target: URL;
  /** Path and query. */
  readonly path: string;
}

/**
 * The span of one request to a provider. Instrumentation of `node:http` makes it too, but binds every listener of
 * the request to a context, which costs more than all else that is told of it; it passes over requests that are
 * traced already.
 */
export class ClientSpan {
  readonly #span: Span;

  constructor({ method, target, path }: Outgoing) {
    const attributes = {
      ...serverAttributes(target),
      'http.request.method': method,
      'url.full': target.origin + path,
    } as Attributes; // The API's type of arrays is a mutable one.
    this.#span = trace.getTracer('glassgate').startSpan(method, { kind: SpanKind.CLIENT, attributes });
  }

  /** Names it as the parent of whatever the provider does. What a client's own tracing has added stays with us. */
  get headers(): Record<string, string> {
    const own = this.#span.spanContext();
    if (!isSpanContextValid(own)) return {};
    const flags = own.traceFlags.toString(16).padStart(2, '0');
    return { traceparent: `00-${own.traceId}-${own.spanId}-${flags}` };
  }

  answered({ status, outcome }: LlmAnswer): void {
    this.#span.setAttribute('http.response.status_code', status);
    if (outcome !== 'done') this.#end(outcome);
    else this.#end(status >= 400 ? String(status) : undefined);
  }

  failed({ code, details }: GlassgateError): void {
    this.#end(String(details['transport'] ?? code));
  }

  #end(trouble: string | undefined): void {
    if (trouble !== undefined) {
      this.#span.setAttribute('error.type', trouble).setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}
