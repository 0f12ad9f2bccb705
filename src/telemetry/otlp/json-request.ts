import type { Attributes, AttributeValue } from '@opentelemetry/api';
import {
  type SpanAttributes,
  type SpanAttributeValue,
  spanKinds,
  spanStatuses,
} from '../../plugin-api/traces.ts';
import { type DecodedSpan, decodeSpans } from './decode-span.ts';
import type { ScopePart } from './span-batch.ts';

/**
 * The same request as JSON. It is made from the bytes, which costs more than protobuf: for
 * reading along with a debugger, and for collectors that take nothing else.
 */
export function jsonRequest(resource: Attributes, parts: readonly ScopePart[]): Buffer {
  const scopeSpans = parts.map(({ scope, spans }) => ({
    scope: { name: scope.name, version: scope.version },
    spans: decodeSpans(spans).map(spanJson),
  }));
  const body = { resourceSpans: [{ resource: { attributes: pairs(resource) }, scopeSpans }] };
  return Buffer.from(JSON.stringify(body));
}

function spanJson(span: DecodedSpan): Record<string, unknown> {
  const { traceId, spanId, traceState, parentSpanId, name, kind, status, statusMessage, flags } = span;
  return {
    ...{ traceId, spanId, name, flags },
    ...(traceState !== '' && { traceState }),
    ...(parentSpanId !== '' && { parentSpanId }),
    kind: spanKinds.indexOf(kind) + 1,
    startTimeUnixNano: String(span.startNs),
    endTimeUnixNano: String(span.endNs),
    attributes: pairs(span.attributes),
    events: span.events.map((event, index) => ({
      timeUnixNano: String(span.eventTimesNs[index]),
      name: event.name,
      attributes: pairs(event.attributes),
    })),
    links: span.links.map((link) => ({ ...link, attributes: pairs(link.attributes) })),
    status: { code: spanStatuses.indexOf(status), ...(statusMessage !== '' && { message: statusMessage }) },
  };
}

function pairs(attributes: Attributes | SpanAttributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueJson(value) }));
}

function valueJson(value: AttributeValue | SpanAttributeValue | null | undefined): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: doubleJson(value) };
  }
  return Array.isArray(value) ? { arrayValue: { values: value.map(valueJson) } } : {};
}

/** JSON of protobuf spells out what JSON has no number for. */
function doubleJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
