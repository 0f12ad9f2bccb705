import { context, type Tracer } from '@opentelemetry/api';
import type { HttpInstruments } from '../http/probe.ts';
import type { HttpMetrics } from './http-metrics.ts';
import { traceIdOf } from './run-probes.ts';
import { closeServerSpan, methodOf, openServerSpan, pathOf } from './server-spans.ts';
import type { SpanFeatures } from './span-features.ts';

// Asked every few seconds by machines: spans of these would outnumber all others.
const untraced: ReadonlySet<string> = new Set(['/health', '/metrics']);

export interface HttpInstrumentsOptions {
  readonly tracer: Tracer;
  readonly features: Pick<SpanFeatures, 'trustIncomingTrace'>;
  readonly metrics: HttpMetrics;
  readonly exposition: HttpInstruments['exposition'];
}

/** A SERVER span and the metrics of each HTTP request to the gateway. */
export function createHttpInstruments({
  tracer,
  features,
  metrics,
  exposition,
}: HttpInstrumentsOptions): HttpInstruments {
  return {
    exposition,
    request: (req) => {
      metrics.started();
      const method = methodOf(req);
      if (untraced.has(pathOf(req))) {
        return { within: (body) => body(), end: (result) => metrics.ended(method, result) };
      }
      const server = openServerSpan(tracer, req, features);
      return {
        traceId: traceIdOf(server.span),
        within: (body) => context.with(server.active, body),
        end: (result) => {
          metrics.ended(method, result, server.span.spanContext());
          closeServerSpan(server, result);
        },
      };
    },
  };
}
