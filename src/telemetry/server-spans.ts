import type { IncomingMessage } from 'node:http';
import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { HttpResult } from '../http/probe.ts';
import { type HttpMethod, httpMethods, type UrlScheme } from './catalog/http-catalog.ts';
import { outermost } from './linked-context.ts';
import { shownId } from './shown-text.ts';
import type { SpanFeatures } from './span-features.ts';
import { parentOf } from './trace-context.ts';

const methods: ReadonlyMap<string, HttpMethod> = new Map(httpMethods.map((method) => [method, method]));

/** The method as a closed set: a client may send any word. */
export function methodOf(req: IncomingMessage): HttpMethod {
  return methods.get(req.method ?? '') ?? '_OTHER';
}

export function schemeOf(req: IncomingMessage): UrlScheme {
  return 'encrypted' in req.socket ? 'https' : 'http';
}

export function pathOf(req: IncomingMessage): string {
  const url = req.url ?? '/';
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

export interface ServerSpan {
  readonly span: Span;
  /** What the span is called until its route is known, and before its route then. */
  readonly verb: string;
  readonly active: Context;
}

export interface ServerSpanOptions extends Pick<SpanFeatures, 'trustIncomingTrace'> {
  readonly clientAddress: string | undefined;
}

/** Opens the SERVER span of a request, below the client's span when it sent one. */
export function openServerSpan(
  tracer: Tracer,
  req: IncomingMessage,
  { trustIncomingTrace, clientAddress }: ServerSpanOptions,
): ServerSpan {
  const client = parentOf(req.headers['traceparent'], req.headers['tracestate']);
  const isContinued = client !== undefined && trustIncomingTrace;
  const parent = isContinued ? trace.setSpanContext(outermost, client) : outermost;
  const method = methodOf(req);
  // Semantic conventions: a span of an unknown method is called HTTP.
  const verb = method === '_OTHER' ? 'HTTP' : method;
  const options = {
    kind: SpanKind.SERVER,
    attributes: requestAttributes(req, { method, clientAddress }),
    // A stranger must not decide what is sampled, nor write into a trace of ours; where it came from is kept.
    ...(client !== undefined && !isContinued && { links: [{ context: client }] }),
  };
  const span = tracer.startSpan(verb, options, parent);
  return { span, verb, active: trace.setSpan(parent, span) };
}

function requestAttributes(
  req: IncomingMessage,
  { method, clientAddress }: { readonly method: string; readonly clientAddress: string | undefined },
): Attributes {
  const attributes: Attributes = {
    'http.request.method': method,
    'url.path': pathOf(req),
    'url.scheme': schemeOf(req),
    'network.protocol.version': req.httpVersion,
  };
  if (method === '_OTHER' && req.method !== undefined) {
    attributes['http.request.method_original'] = req.method.slice(0, 64);
  }
  const { host, 'user-agent': userAgent } = req.headers;
  if (userAgent !== undefined) attributes['user_agent.original'] = userAgent;
  if (host !== undefined) addServer(attributes, host);
  if (clientAddress !== undefined) attributes['client.address'] = clientAddress;
  return attributes;
}

// `[::1]:9000` has colons inside its brackets; only what comes after them is a port.
function addServer(attributes: Attributes, host: string): void {
  const colon = host.lastIndexOf(':');
  if (colon <= host.lastIndexOf(']')) {
    attributes['server.address'] = host;
    return;
  }
  attributes['server.address'] = host.slice(0, colon);
  const port = Number(host.slice(colon + 1));
  if (Number.isInteger(port)) attributes['server.port'] = port;
}

export function closeServerSpan({ span, verb }: ServerSpan, result: HttpResult): void {
  if (span.isRecording()) {
    const { route, status, requestId } = result;
    const errorType = errorTypeOf(result);
    const attributes: Attributes = { 'glassgate.request.id': shownId(requestId) };
    if (route !== undefined) {
      span.updateName(`${verb} ${route}`);
      attributes['http.route'] = route;
    }
    if (status !== undefined) attributes['http.response.status_code'] = status;
    addSizes(attributes, result);
    if (errorType !== '') attributes['error.type'] = errorType;
    span.setAttributes(attributes);
    if (status !== undefined && status >= 500) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
    }
  }
  span.end();
}

function addSizes(attributes: Attributes, { requestBytes, responseBytes }: HttpResult): void {
  if (requestBytes !== undefined) attributes['http.request.body.size'] = requestBytes;
  if (responseBytes !== undefined) attributes['http.response.body.size'] = responseBytes;
}

/** The code answered, else the status of a failure that has none; empty when nothing failed. */
export function errorTypeOf({ code, status }: HttpResult): string {
  if (code !== undefined) return code;
  return status !== undefined && status >= 500 ? String(status) : '';
}
