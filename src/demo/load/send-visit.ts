import type { Visit } from './visits.ts';

const patienceMs = 60_000;

export interface Sent {
  /** Status and error code, `200` or `503 CONTAINER_BUSY`; `gone` without an answer. */
  readonly result: string;
  readonly body: unknown;
}

/** Send one request. Whatever becomes of it is a result, so that the load goes on. */
export async function sendVisit(url: string, visit: Visit, signal: AbortSignal): Promise<Sent> {
  const { method = 'POST', path, body, headers, leavesAfterMs = patienceMs } = visit;
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(leavesAfterMs)]),
    });
    const answer = parse(await response.text());
    return { result: `${response.status}${codeOf(answer)}`, body: answer };
  } catch {
    return { result: 'gone', body: undefined };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function codeOf(answer: unknown): string {
  // An answer of the gateway is trusted as far as its error code.
  const code = (answer as { error?: { code?: unknown } | null } | undefined)?.error?.code;
  return typeof code === 'string' ? ` ${code}` : '';
}
