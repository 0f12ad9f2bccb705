import type { Span } from '@opentelemetry/api';
import type { HttpResult } from '../http/probe.ts';
import type { HttpMethod, httpCatalog, UrlScheme } from './catalog/http-catalog.ts';
import type { CoreInstruments } from './metric-families.ts';
import { errorTypeOf } from './server-spans.ts';

interface Counted {
  readonly method: HttpMethod;
  readonly scheme: UrlScheme;
}

export interface HttpMetrics {
  started(request: Counted): void;
  /** `span` is absent for a request that is not traced. */
  ended(request: Counted, result: HttpResult, span?: Span): void;
}

/** Requests to the gateway itself, under the names of the OpenTelemetry semantic conventions. */
export function createHttpMetrics(metrics: CoreInstruments<typeof httpCatalog>): HttpMetrics {
  return {
    started: ({ method, scheme }) =>
      metrics.active.add({ http_request_method: method, url_scheme: scheme }, 1),
    ended: ({ method, scheme }, result, span) => {
      const { requestBytes, responseBytes } = result;
      metrics.active.add({ http_request_method: method, url_scheme: scheme }, -1);
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
