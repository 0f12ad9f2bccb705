import { defineMetrics, openSets, resultCodes } from '../../plugin-api/metrics.ts';

const bodySizes = [1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];

/** Methods that a route can have; any other is `_OTHER`. */
export const httpMethods = [
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
  '_OTHER',
] as const;

export type HttpMethod = (typeof httpMethods)[number];

const urlSchemes = ['http', 'https'] as const;
export type UrlScheme = (typeof urlSchemes)[number];

const route = { http_route: openSets.routes };
const failures = ['', ...resultCodes.filter((code) => code !== 'OK'), '500', '501', '502', '503', '504'];

export const httpCatalog = defineMetrics({
  duration: {
    type: 'histogram',
    name: 'http_server_request_duration_seconds',
    help: 'Time from the arrival of an HTTP request to the end of its answer.',
    unit: 'seconds',
    moves:
      'When the answer has left or the connection is gone. An unknown method is `_OTHER`, a request without a route `_unmatched`; `error_type` is the code answered, and empty when nothing failed.',
    labels: {
      http_request_method: httpMethods,
      ...route,
      http_response_status_code: { kind: 'statuses', max: 40 },
      error_type: failures,
    },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    maxCombinations: 320,
    isSparse: true,
    hasExemplars: true,
  },
  active: {
    type: 'gauge',
    name: 'http_server_active_requests',
    help: 'HTTP requests that have arrived and are not answered.',
    unit: 'requests',
    moves:
      'Up when a request arrives, down when its answer has left. A method that never came has no series.',
    labels: { http_request_method: httpMethods, url_scheme: urlSchemes },
  },
  requestBody: {
    type: 'histogram',
    name: 'http_server_request_body_size_bytes',
    help: 'Size of the body of a request, as its header Content-Length says.',
    unit: 'bytes',
    moves: 'When the request is answered; not for one without that header.',
    labels: route,
    buckets: bodySizes,
  },
  responseBody: {
    type: 'histogram',
    name: 'http_server_response_body_size_bytes',
    help: 'Size of the body of an answer, as its header Content-Length says.',
    unit: 'bytes',
    moves: 'When the answer has left; not for one without that header.',
    labels: route,
    buckets: bodySizes,
  },
});
