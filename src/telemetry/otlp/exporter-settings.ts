type Environment = Readonly<Record<string, string | undefined>>;

const encodings = ['http/protobuf', 'http/json'] as const;
type Encoding = (typeof encodings)[number];

export interface ExporterSettings {
  readonly url: URL;
  readonly encoding: Encoding;
  readonly headers: Readonly<Record<string, string>>;
  /** For one batch, its retries included. */
  readonly timeoutMs: number;
  readonly isCompressed: boolean;
  /** Longest time a span waits for others. */
  readonly delayMs: number;
  readonly maxBatchSpans: number;
  readonly maxQueuedSpans: number;
}

const defaultEndpoint = 'http://localhost:4318';

/**
 * What the standard variables ask of an exporter of spans; a sentence when it is more than ours can do, so
 * that the SDK has to.
 */
export function exporterSettings(env: Environment): ExporterSettings | string {
  const exporter = env['OTEL_TRACES_EXPORTER']?.trim() || 'otlp';
  if (exporter !== 'otlp') return `OTEL_TRACES_EXPORTER is '${exporter}'.`;
  const asked = of(env, 'PROTOCOL') ?? 'http/protobuf';
  const encoding = encodings.find((each) => each === asked);
  if (encoding === undefined) return `OTEL_EXPORTER_OTLP_PROTOCOL is '${asked}'.`;
  const certificate = ['CERTIFICATE', 'CLIENT_CERTIFICATE', 'CLIENT_KEY'].find((name) => of(env, name));
  if (certificate !== undefined) return `OTEL_EXPORTER_OTLP_${certificate} is set.`;
  const url = endpoint(env);
  if (url === null) return 'The OTLP endpoint is not a URL.';
  return {
    url,
    encoding,
    headers: headersIn(of(env, 'HEADERS') ?? ''),
    timeoutMs: positive(of(env, 'TIMEOUT'), 10_000),
    isCompressed: of(env, 'COMPRESSION') === 'gzip',
    delayMs: positive(env['OTEL_BSP_SCHEDULE_DELAY'], 1_000),
    maxBatchSpans: positive(env['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'], 2_048),
    maxQueuedSpans: positive(env['OTEL_BSP_MAX_QUEUE_SIZE'], 65_536),
  };
}

/** The variable for traces, else the one for all signals. */
function of(env: Environment, name: string): string | undefined {
  const forTraces = env[`OTEL_EXPORTER_OTLP_TRACES_${name}`]?.trim();
  return forTraces || env[`OTEL_EXPORTER_OTLP_${name}`]?.trim() || undefined;
}

function endpoint(env: Environment): URL | null {
  const exact = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']?.trim();
  if (exact) return httpUrl(exact);
  const base = env['OTEL_EXPORTER_OTLP_ENDPOINT']?.trim() || defaultEndpoint;
  return httpUrl(`${base.replace(/\/$/, '')}/v1/traces`);
}

function httpUrl(text: string): URL | null {
  const url = URL.parse(text);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : null;
}

/** `key1=value1,key2=value2` with URL-encoded values, as W3C baggage has it. */
function headersIn(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap((item) => {
    const [name = '', ...value] = item.split('=');
    return name.trim() === '' || value.length === 0 ? [] : [[name.trim(), decoded(value.join('=').trim())]];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function positive(text: string | undefined, fallback: number): number {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) && value > 0 ? value : fallback;
}
