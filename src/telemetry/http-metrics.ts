import type { SpanContext } from '@opentelemetry/api';
import type { HttpResult } from '../http/probe.ts';
import type { HttpMethod, httpCatalog } from './catalog/http-catalog.ts';
import type { CoreInstruments } from './metric-families.ts';
import { errorTypeOf } from './server-spans.ts';

export interface HttpMetrics {
  started(): void;
  /** `span` is absent for a request that is not traced. */
  ended(method: HttpMethod, result: HttpResult, span?: SpanContext): void;
}

/** Requests to the gateway itself, under the names of the OpenTelemetry semantic conventions. */
export function createHttpMetrics(metrics: CoreInstruments<typeof httpCatalog>): HttpMetrics {
  return {
    started: () => metrics.active.add({}, 1),
    ended: (method, result, span) => {
      const { requestBytes, responseBytes } = result;
      metrics.active.add({}, -1);
      const http_route = result.route ?? '_unmatched';
      metrics.duration.observe(
        {
          http_request_method: method,
          http_route,
          http_response_status_code: result.status === undefined ? '' : String(result.status),
          error_type: errorTypeOf(result),
        },
        result.durationMs / 1000,
        span,
      );
      if (requestBytes !== undefined) metrics.requestBody.observe({ http_route }, requestBytes);
      if (responseBytes !== undefined) metrics.responseBody.observe({ http_route }, responseBytes);
    },
  };
}
