import { type Attributes, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ExchangeResult } from '../exchange/probe.ts';
import type { Container, ExchangeRequest } from '../plugin-api/exchange.ts';
import type { Operation } from '../plugin-api/exchange-kinds.ts';
import { serverAttributes } from '../plugin-api/server-attributes.ts';
import { shownText } from './shown-text.ts';

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

/** What a CLIENT span knows before the worker answers. */
export type DescribeExchange = (
  request: ExchangeRequest,
  target: { readonly url: string; readonly path: string; readonly operation: Operation },
) => SpanStart;

export function createDescribeExchange(): DescribeExchange {
  const servers = new WeakMap<Container, Attributes>();

  const serverOf = (container: Container): Attributes => {
    let server = servers.get(container);
    if (server === undefined) {
      const { id, baseUrl } = container;
      server = { 'glassgate.container.id': id, ...serverAttributes(baseUrl) } as Attributes;
      servers.set(container, server);
    }
    return server;
  };

  return ({ container, method, tryNumber = 1 }, { url, path, operation }) => {
    const attributes: Attributes = {
      ...serverOf(container),
      'http.request.method': method,
      'url.full': shownText('url.full', url),
    };
    if (tryNumber > 1) attributes['http.request.resend_count'] = tryNumber - 1;
    // Only a path of the worker's API is a template; any other may hold an id and must not name a span.
    if (operation === 'other') return { name: method, kind: SpanKind.CLIENT, attributes };
    attributes['url.template'] = path;
    return { name: `${method} ${path}`, kind: SpanKind.CLIENT, attributes };
  };
}

export function closeExchangeSpan(span: Span, { status, failure }: ExchangeResult): void {
  if (span.isRecording()) {
    if (status !== null) span.setAttribute('http.response.status_code', status);
    const trouble = failure ?? (status !== null && status >= 400 ? String(status) : undefined);
    if (trouble !== undefined) span.setAttribute('error.type', trouble);
    if (trouble !== undefined && failure !== 'canceled') span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
