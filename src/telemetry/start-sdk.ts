import { diag, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type AutoInstrumentationMode, loadInstrumentations } from './auto-instrumentation.ts';
import { ExportStats } from './export-stats.ts';
import { LeanTracerProvider } from './lean-provider.ts';
import { setTelemetryShutdown } from './lifecycle.ts';
import { type ExporterSettings, exporterSettings } from './otlp/exporter-settings.ts';
import { SpanExporter } from './otlp/span-exporter.ts';
import { samplerFrom } from './sampler.ts';
import { hasSpanExporter, sdkDefaults, withEnvironment } from './sdk-environment.ts';
import { SpanPipeline } from './span-pipeline.ts';
import { traceContextPropagator } from './trace-context.ts';
import { readVersion } from './version.ts';

type Resource = ReadableSpan['resource'];

/**
 * Start tracing. The SDK finds out what the resource is, and loads context and instrumentations; the spans
 * are ours, unless the environment asks for an exporter that only the SDK has.
 */
export async function startSdk(mode: AutoInstrumentationMode): Promise<void> {
  const instrumentations = await loadInstrumentations(mode);
  const settings = hasSpanExporter(process.env) ? exporterSettings(process.env) : undefined;
  const common = {
    instrumentations,
    textMapPropagator: traceContextPropagator,
    // Empty lists keep the SDK from pushing metrics and logs: Prometheus pulls, and logs are lines.
    metricReaders: [],
    logRecordProcessors: [],
  };
  withEnvironment(sdkDefaults(process.env, readVersion()), () => {
    if (typeof settings === 'string') startWithSdkExporter(common, settings);
    else startWithOwnSpans(common, settings);
  });
}

type Common = ConstructorParameters<typeof NodeSDK>[0];

function startWithSdkExporter(common: Common, reason: string): void {
  process.stderr.write(`Spans are made and sent by the OpenTelemetry SDK, which costs more: ${reason}\n`);
  const sdk = new NodeSDK(common);
  sdk.start();
  setTelemetryShutdown(() => sdk.shutdown());
}

function startWithOwnSpans(common: Common, settings: ExporterSettings | undefined): void {
  let resource: Resource | undefined;
  const sdk = new NodeSDK({
    ...common,
    sampler: { shouldSample: () => ({ decision: 2 }), toString: () => 'always' },
    spanProcessors: [
      {
        onStart: (span) => {
          ({ resource } = span);
        },
        onEnd: () => undefined,
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  sdk.start();
  trace.getTracer('glassgate').startSpan('resource', { root: true });
  const provider = trace.getTracerProvider();
  if (resource === undefined || !(provider instanceof ProxyTracerProvider)) {
    throw new Error(
      'The OpenTelemetry SDK did not start: this is not the version that Glassgate was made for.',
    );
  }
  const stats = new ExportStats();
  const exporter = settings && exporterOf(settings, resource, stats);
  const sampler = samplerFrom(process.env) ?? unknownSampler();
  provider.setDelegate(
    new LeanTracerProvider({ sampler, resource, stats, pipeline: new SpanPipeline(exporter) }),
  );
  setTelemetryShutdown(async () => {
    await exporter?.shutdown();
    await sdk.shutdown();
  });
}

function exporterOf(settings: ExporterSettings, resource: Resource, report: ExportStats): SpanExporter {
  const known = async () => {
    await resource.waitForAsyncAttributes?.();
    return resource.attributes;
  };
  return new SpanExporter({ settings, resource: known, report });
}

function unknownSampler() {
  diag.warn(
    `Unknown OTEL_TRACES_SAMPLER '${process.env['OTEL_TRACES_SAMPLER']}'; parentbased_always_on is used.`,
  );
  return samplerFrom({}) ?? (() => true);
}
