import { type ExporterSettings, exporterSettings } from './exporter-settings.ts';

function settings(env: Readonly<Record<string, string>>): ExporterSettings {
  const found = exporterSettings(env);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

it('sends protobuf to the usual place when nothing is said', () => {
  expect(settings({})).toMatchObject({
    url: new URL('http://localhost:4318/v1/traces'),
    encoding: 'http/protobuf',
    headers: {},
    timeoutMs: 10_000,
    isCompressed: false,
  });
});

it.each([
  ['http://c:4318', undefined, 'http://c:4318/v1/traces'],
  ['http://c:4318/', undefined, 'http://c:4318/v1/traces'],
  ['https://c/otlp', undefined, 'https://c/otlp/v1/traces'],
  ['http://c:4318', 'http://t:1/exact', 'http://t:1/exact'],
])('sends to %j and %j', (all, traces, expected) => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: all,
    ...(traces && { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces }),
  };

  expect(settings(env).url.href).toBe(expected);
});

it('lets what is said of traces win over what is said of all signals', () => {
  const found = settings({
    OTEL_EXPORTER_OTLP_HEADERS: 'x-a=1',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=Bearer%20abc=, x-b = 2 ,broken,',
    OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '700',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_BSP_MAX_QUEUE_SIZE: '7',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '-1',
  });

  expect(found).toMatchObject({
    headers: { authorization: 'Bearer abc=', 'x-b': '2' },
    timeoutMs: 700,
    isCompressed: true,
    encoding: 'http/json',
    delayMs: 20,
    maxQueuedSpans: 7,
    maxBatchSpans: 2_048,
  });
});

it.each([
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, "OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'."],
  [{ OTEL_TRACES_EXPORTER: 'console' }, "OTEL_TRACES_EXPORTER is 'console'."],
  [{ OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem' }, 'OTEL_EXPORTER_OTLP_CERTIFICATE is set.'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'not a url' }, 'The OTLP endpoint is not a URL.'],
])('leaves %j to the SDK', (env, reason) => {
  expect(exporterSettings(env)).toBe(reason);
});
