import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { shownText } from './shown-text.ts';

type Processor = Pick<SpanProcessor, 'onEnd'>;

const patched = new WeakSet<Processor>();

/**
 * For spans that the SDK itself hands to its processors, those of instrumentations included: none of them gets
 * to see a secret. Our own exporter redacts while it encodes.
 */
export function redactSpansOf(processor: Processor): void {
  if (patched.has(processor)) return;
  patched.add(processor);
  const onEnd = processor.onEnd.bind(processor);
  processor.onEnd = (span) => onEnd(redactedSpan(span));
}

type Show = (key: string, text: string) => string;

/** A copy where something must be hidden: whoever made a span may still read it after its end. */
function redactedSpan(span: ReadableSpan): ReadableSpan {
  let hasSecret = false;
  const show: Show = (key, text) => {
    const shown = shownText(key, text);
    hasSecret ||= shown !== text;
    return shown;
  };
  const copy = copyOf(span, show);
  return hasSecret ? copy : span;
}

function copyOf(span: ReadableSpan, show: Show): ReadableSpan {
  const { status } = span;
  return {
    name: show('', span.name),
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext !== undefined && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: status.message === undefined ? status : { ...status, message: show('', status.message) },
    attributes: shownAttributes(span.attributes, show),
    events: span.events.map((event) => ({ ...event, ...withShown(event.attributes, show) })),
    links: span.links.map((link) => ({ ...link, ...withShown(link.attributes, show) })),
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function withShown(attributes: Attributes | undefined, show: Show): { readonly attributes?: Attributes } {
  return attributes === undefined ? {} : { attributes: shownAttributes(attributes, show) };
}

function shownAttributes(attributes: Attributes, show: Show): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, shownValue(key, value, show)]),
  );
}

function shownValue(key: string, value: AttributeValue | undefined, show: Show): AttributeValue | undefined {
  if (typeof value === 'string') return show(key, value);
  if (!Array.isArray(value)) return value;
  // A list has values of one type; strings stay strings.
  return value.map((item) => (typeof item === 'string' ? show(key, item) : item)) as AttributeValue;
}
