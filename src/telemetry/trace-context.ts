import {
  type Context,
  createTraceState,
  isSpanContextValid,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { shownText } from './shown-text.ts';

const parentHeader = 'traceparent';
const stateHeader = 'tracestate';
const parentPattern = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

type HeaderValue = string | string[] | undefined;

/** The W3C headers that name this span as the parent; none when there is no real span. */
export function headersOf(span: SpanContext): Record<string, string> {
  if (!isSpanContextValid(span)) return {};
  const { traceId, spanId, traceFlags, traceState } = span;
  const headers: Record<string, string> = {
    [parentHeader]: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
  };
  const state = traceState?.serialize();
  if (state) headers[stateHeader] = state;
  return headers;
}

/** The span that W3C headers name; undefined when they name none, or are broken. */
export function parentOf(traceparent: HeaderValue, tracestate: HeaderValue): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] =
    parentPattern.exec(String(traceparent ?? '').trim()) ?? [];
  // Version ff is forbidden, and only versions after 00 may say more.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  const parent: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  if (!isSpanContextValid(parent)) return undefined;
  const state = String(tracestate ?? '');
  // It is passed on to workers and exported, so it may hold no secret.
  const isShown = state !== '' && shownText('', state) === state;
  return isShown ? { ...parent, traceState: createTraceState(state) } : parent;
}

/** For the SDK and its instrumentations: W3C trace context and nothing else, so that no baggage gets out. */
export const traceContextPropagator: TextMapPropagator = {
  fields: () => [parentHeader, stateHeader],
  inject: (context: Context, carrier, setter) => {
    const span = trace.getSpanContext(context);
    if (span === undefined) return;
    for (const [name, value] of Object.entries(headersOf(span))) setter.set(carrier, name, value);
  },
  extract: (context: Context, carrier, getter) => {
    const parent = parentOf(getter.get(carrier, parentHeader), getter.get(carrier, stateHeader));
    return parent === undefined ? context : trace.setSpanContext(context, parent);
  },
};
