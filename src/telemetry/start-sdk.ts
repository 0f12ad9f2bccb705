import { trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { type AutoInstrumentationMode, loadInstrumentations } from './auto-instrumentation.ts';
import { idTracerProvider } from './id-tracer.ts';
import { setTelemetryShutdown } from './lifecycle.ts';
import { hasSpanExporter, sdkDefaults, withEnvironment } from './sdk-environment.ts';
import { traceContextPropagator } from './trace-context.ts';
import { readVersion } from './version.ts';

/** Start tracing: to a collector when one is configured, else with ids only. */
export async function startSdk(mode: AutoInstrumentationMode): Promise<void> {
  const instrumentations = await loadInstrumentations(mode);
  const exporting = hasSpanExporter(process.env);
  withEnvironment(sdkDefaults(process.env, readVersion()), () => {
    const sdk = new NodeSDK({
      instrumentations,
      textMapPropagator: traceContextPropagator,
      // Empty lists keep the SDK from pushing metrics and logs: Prometheus pulls, and logs are lines.
      metricReaders: [],
      logRecordProcessors: [],
      ...(exporting ? {} : { spanProcessors: [] }),
    });
    sdk.start();
    if (!exporting) trace.setGlobalTracerProvider(idTracerProvider);
    setTelemetryShutdown(() => sdk.shutdown());
  });
}
