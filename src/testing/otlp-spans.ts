import { z } from 'zod';

export interface ReceivedSpan {
  /** Name of the instrumentation that made it. */
  readonly scope: string;
  readonly resource: Attributes;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly traceId: string;
  readonly spanId: string;
  /** '' for a root span. */
  readonly parentSpanId: string;
  readonly attributes: Attributes;
  readonly events: readonly ReceivedEvent[];
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  /** Nanoseconds since the epoch. */
  readonly startNs: bigint;
  readonly endNs: bigint;
}

export interface ReceivedEvent {
  readonly name: string;
  readonly atNs: bigint;
  readonly attributes: Attributes;
}

type Attributes = Readonly<Record<string, unknown>>;

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
type SpanKindName = (typeof kinds)[number];

const codes = ['unset', 'ok', 'error'] as const;

// Numbers of 64 bits travel as strings in OTLP/JSON, but exporters also send plain numbers.
const long = z.union([z.string(), z.number()]).default(0).transform(BigInt);

interface AnyValue {
  readonly stringValue?: string | undefined;
  readonly boolValue?: boolean | undefined;
  readonly intValue?: string | number | undefined;
  readonly doubleValue?: number | undefined;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] | undefined } | undefined;
}

const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
    doubleValue: z.number().optional(),
    arrayValue: z.object({ values: z.array(anyValue).optional() }).optional(),
  }),
);
const attributes = z
  .array(z.object({ key: z.string(), value: anyValue }))
  .default([])
  .transform((pairs): Attributes => Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)])));

const span = z.object({
  name: z.string(),
  kind: z.int().default(0),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  attributes,
  events: z.array(z.object({ name: z.string(), timeUnixNano: long, attributes })).default([]),
  status: z
    .object({ code: z.int().default(0), message: z.string().default('') })
    .default({ code: 0, message: '' }),
  startTimeUnixNano: long,
  endTimeUnixNano: long,
});

const exportRequest = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).default({ attributes: {} }),
        scopeSpans: z
          .array(
            z.object({
              scope: z.object({ name: z.string().default('') }).default({ name: '' }),
              spans: z.array(span).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/** The spans of one export request, flat. */
export function spansIn(body: unknown): ReceivedSpan[] {
  return exportRequest.parse(body).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((each) => ({
        scope: scope.name,
        resource: resource.attributes,
        name: each.name,
        kind: kinds[each.kind] ?? 'unspecified',
        traceId: each.traceId,
        spanId: each.spanId,
        parentSpanId: each.parentSpanId,
        attributes: each.attributes,
        events: each.events.map(({ name, timeUnixNano, attributes }) => ({
          name,
          atNs: timeUnixNano,
          attributes,
        })),
        status: { code: codes[each.status.code] ?? 'unset', message: each.status.message },
        startNs: each.startTimeUnixNano,
        endNs: each.endTimeUnixNano,
      })),
    ),
  );
}

function plain(value: AnyValue): unknown {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plain);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}
