import { type Attributes, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ExchangeResult } from '../exchange/probe.ts';
import type { Container, ExchangeRequest } from '../plugin-api/exchange.ts';
import type { Operation } from '../plugin-api/exchange-kinds.ts';
import { serverAttributes } from '../plugin-api/server-attributes.ts';
import { sharedAttributes } from './shared-attributes.ts';
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

interface Described {
  readonly url: string;
  readonly method: string;
  readonly start: SpanStart;
}

/** Exchanges of one kind with one worker begin alike: that is put together once. */
export function createDescribeExchange(): DescribeExchange {
  const byContainer = new WeakMap<Container, Map<Operation, Described>>();

  const usual: DescribeExchange = ({ container, method }, { url, path, operation }) => {
    let known = byContainer.get(container);
    if (known === undefined) {
      known = new Map();
      byContainer.set(container, known);
    }
    const before = known.get(operation);
    if (before?.url === url && before.method === method) return before.start;
    const attributes: Attributes = {
      'glassgate.container.id': container.id,
      ...(serverAttributes(container.baseUrl) as Attributes),
      'http.request.method': method,
      'url.full': shownText('url.full', url),
    };
    // Only a path of the worker's API is a template; any other may hold an id and must not name a span.
    if (operation === 'other') return { name: method, kind: SpanKind.CLIENT, attributes };
    attributes['url.template'] = path;
    const shared = sharedAttributes(attributes);
    const start = { name: `${method} ${path}`, kind: SpanKind.CLIENT, attributes: shared };
    known.set(operation, { url, method, start });
    return start;
  };

  return (request, target) => {
    const start = usual(request, target);
    const { tryNumber = 1 } = request;
    if (tryNumber === 1) return start;
    return { ...start, attributes: { ...start.attributes, 'http.request.resend_count': tryNumber - 1 } };
  };
}

export function closeExchangeSpan(span: Span, { status, failure }: ExchangeResult): void {
  if (span.isRecording()) {
    const trouble = failure ?? (status !== null && status >= 400 ? String(status) : undefined);
    span.setAttributes({
      ...(status !== null && { 'http.response.status_code': status }),
      ...(trouble !== undefined && { 'error.type': trouble }),
    });
    if (trouble !== undefined && failure !== 'canceled') span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
