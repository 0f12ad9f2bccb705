import { Gauge, Histogram, type Registry } from 'prom-client';
import type { HttpResult } from '../http/probe.ts';
import { errorTypeOf } from './server-spans.ts';

export interface HttpMetrics {
  started(): void;
  ended(method: string, result: HttpResult): void;
}

/** Requests to the gateway itself, under the names of the OpenTelemetry semantic conventions. */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  const duration = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time from the arrival of an HTTP request to the end of its answer.',
    labelNames: ['http_request_method', 'http_route', 'http_response_status_code', 'error_type'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300],
    registers: [registry],
  });
  const active = new Gauge({
    name: 'http_server_active_requests',
    help: 'HTTP requests that have arrived and are not answered.',
    registers: [registry],
  });
  return {
    started: () => active.inc(),
    ended: (method, result) => {
      active.dec();
      duration.observe(
        {
          http_request_method: method,
          http_route: result.route ?? '_unmatched',
          http_response_status_code: result.status === undefined ? '' : String(result.status),
          error_type: errorTypeOf(result),
        },
        result.durationMs / 1000,
      );
    },
  };
}
