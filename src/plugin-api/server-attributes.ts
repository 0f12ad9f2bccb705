import type { SpanAttributes } from './traces.ts';

/** Where an address leads, by the OpenTelemetry conventions; empty for what is no URL. */
export function serverAttributes(baseUrl: string | URL): SpanAttributes {
  const url = typeof baseUrl === 'string' ? URL.parse(baseUrl) : baseUrl;
  if (url === null) return {};
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return { 'server.address': url.hostname, 'server.port': Number(port) };
}
