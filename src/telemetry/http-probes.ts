import { context, type Tracer } from '@opentelemetry/api';
import type { HttpInstruments } from '../http/probe.ts';
import type { HttpMetrics } from './http-metrics.ts';
import { requestIds } from './log-context.ts';
import { closeServerSpan, methodOf, openServerSpan, pathOf, schemeOf } from './server-spans.ts';
import type { SpanFeatures } from './span-features.ts';
import { traceIdOf } from './span-reference.ts';

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
    request: (req, clientAddress) => {
      const counted = { method: methodOf(req), scheme: schemeOf(req) };
      metrics.started(counted);
      if (untraced.has(pathOf(req))) {
        return { within: (body) => body(), end: (result) => metrics.ended(counted, result) };
      }
      const server = openServerSpan(tracer, req, { ...features, clientAddress });
      return {
        traceId: traceIdOf(server.span),
        within: (body, ids) => context.with(server.active.setValue(requestIds, ids), body),
        end: (result) => {
          metrics.ended(counted, result, server.span);
          closeServerSpan(server, result);
        },
      };
    },
  };
}
