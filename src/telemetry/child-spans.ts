import {
  type Attributes,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { GlassgateError } from '../plugin-api/error.ts';
import type { ChildSpan, OpenChildSpan } from '../plugin-api/stage.ts';
import type { SpanAttributes } from '../plugin-api/traces.ts';
import { knownCode } from './error-attributes.ts';
import { type GenAiMode, withoutGenAi } from './semconv-genai.ts';

const kinds = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT } as const;

export interface ChildSpanOptions {
  readonly tracer: Tracer;
  readonly genAi: GenAiMode;
}

/** Does work of a stage inside a span of its own. */
export async function withinChild<T>(
  { tracer, genAi }: ChildSpanOptions,
  { spec, suffix, attributes = {} }: ChildSpan,
  body: (span: OpenChildSpan) => Promise<T>,
): Promise<T> {
  const name = suffix === undefined ? spec.name : `${spec.name} ${suffix}`;
  const options = { kind: kinds[spec.kind], attributes: withoutGenAi(attributes, genAi) as Attributes };
  const parent = context.active();
  const span = tracer.startSpan(name, options, parent);
  const annotate = (added: SpanAttributes) => {
    if (span.isRecording()) span.setAttributes(withoutGenAi(added, genAi) as Attributes);
  };
  try {
    return await context.with(trace.setSpan(parent, span), () => body({ annotate }));
  } catch (cause) {
    fail(span, cause);
    throw cause;
  } finally {
    span.end();
  }
}

function fail(span: Span, cause: unknown): void {
  const { code, kind } = GlassgateError.from(cause);
  span.setAttribute('error.type', knownCode(code));
  if (kind !== 'canceled') span.setStatus({ code: SpanStatusCode.ERROR });
}
