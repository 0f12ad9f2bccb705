import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

export interface CollectedSpans extends AsyncDisposable {
  /** The spans that ended so far, in the order in which they did. */
  readonly spans: readonly ReadableSpan[];
  named(name: string): readonly ReadableSpan[];
  reset(): void;
}

/**
 * Collect the spans that code under test makes through the OpenTelemetry API, until disposed. It takes the
 * place of the global tracer: one collector at a time.
 */
export function collectSpans(): CollectedSpans {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return {
    get spans() {
      return exporter.getFinishedSpans();
    },
    named: (name) => exporter.getFinishedSpans().filter((span) => span.name === name),
    reset: () => exporter.reset(),
    [Symbol.asyncDispose]: async () => {
      await provider.shutdown();
      trace.disable();
      context.disable();
    },
  };
}
