const longestRequestId = 128;

export interface HeaderSources {
  readonly requestId: string | undefined;
  readonly hasBody: boolean;
  readonly authorization: string | undefined;
  /** From the telemetry. */
  readonly trace: Readonly<Record<string, string>>;
}

export function requestHeaders(sources: HeaderSources): Record<string, string> {
  const { requestId, hasBody, authorization, trace } = sources;
  const headers: Record<string, string> = { 'user-agent': 'glassgate', ...trace };
  if (requestId !== undefined) headers['x-request-id'] = headerSafe(requestId);
  if (hasBody) headers['content-type'] = 'application/json';
  if (authorization !== undefined) headers['authorization'] = authorization;
  return headers;
}

/** A request id as a header can carry it: clients choose ids freely, and one that is no header must not fail. */
function headerSafe(requestId: string): string {
  return requestId.replace(/[^\x20-\x7e]/gu, '_').slice(0, longestRequestId);
}
