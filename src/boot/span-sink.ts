import { LeanSpan } from '../telemetry/lean-span.ts';
import { LeanTrace } from '../telemetry/lean-trace.ts';
import { ByteWriter } from '../telemetry/otlp/byte-writer.ts';
import { SpanEncoder } from '../telemetry/otlp/encode-span.ts';
import { sharedAttributes } from '../telemetry/shared-attributes.ts';
import { shownGeneration, shownText } from '../telemetry/shown-text.ts';
import { newTraceId } from '../telemetry/trace-ids.ts';

/** What leaves the process of a span that says a text wherever a span can. */
export function createSpanSink(): (text: string) => string {
  const encoder = new SpanEncoder(shownText, shownGeneration);
  const trace = new LeanTrace({
    ...{ traceId: newTraceId(), traceFlags: 0, traceState: undefined },
    // A resource of the SDK is much to load, and nobody asks a span that is not exported what it is of.
    resource: { attributes: {} } as never,
  });
  return (text) => {
    const span = new LeanSpan({
      ...{ name: text, trace, parent: undefined, scope: { name: 'canary' } },
      options: { attributes: sharedAttributes({ 'exception.message': text }) },
      sink: { ended: () => undefined },
    });
    span.setAttributes({ 'url.full': text, list: [text] }).addEvent(text, { reason: text });
    span.addLink({ context: span.spanContext(), attributes: { note: text } }).end();
    const writer = new ByteWriter();
    // What was written once is remembered, so the second time is another way.
    for (const _ of ['encoded', 'copied']) encoder.encode(span, writer);
    return String(writer.bytes.subarray(0, writer.length));
  };
}
