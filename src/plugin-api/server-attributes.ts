import type { SpanAttributes } from './traces.ts';

/** Where an address leads, by the OpenTelemetry conventions; empty for what is no URL. */
export function serverAttributes(baseUrl: string): SpanAttributes {
  const url = URL.parse(baseUrl);
  if (url === null) return {};
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return { 'server.address': url.hostname, 'server.port': Number(port) };
}
