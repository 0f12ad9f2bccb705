import {
  type ExchangeReply,
  GlassgateError,
  hidePasswordOf,
  redactText,
  redactValue,
  type WorkerAnswer,
} from 'glassgate/plugin-api';

const textFields = ['text', 'answer', 'message', 'result'] as const;

/** Characters of a worker's refusal that are passed on to the client. */
const maxRefusalLength = 8_000;

/** Where the message went, and the proxy of it: a client may have brought one that no configuration holds. */
export interface MessageTo {
  readonly containerId: string;
  readonly proxyUrl?: string | undefined;
}

/** What a worker's reply to a message means: an answer, or the error to throw. */
export function interpretReply(
  { status, body, isJson, jsonProblem }: ExchangeReply,
  { containerId, proxyUrl }: MessageTo,
): WorkerAnswer {
  const details = { container_id: containerId, status };
  if (status === 423) {
    throw new GlassgateError('CONTAINER_BUSY', `Container '${containerId}' is busy.`, { details });
  }
  if (status >= 400 && status < 500) {
    throw new GlassgateError(
      'INVALID_REQUEST',
      `Container '${containerId}' refused the request (${status}).`,
      {
        details: { ...details, worker: showable(hidePasswordOf(proxyUrl, body)) },
      },
    );
  }
  if (status < 200 || status > 299) throw upstream(`answered ${status}`, details);
  if (!isJson) {
    throw upstream(`answered ${jsonProblem ?? 'something that is no JSON'}`, details);
  }
  if (!isObject(body)) throw upstream('answered no JSON object', details);
  if (body['ok'] === false)
    throw upstream('says that it failed', { ...details, worker: showable(hidePasswordOf(proxyUrl, body)) });
  return { text: textOf(body), pageUrl: pageUrlOf(body), raw: hidePasswordOf(proxyUrl, body) };

  function upstream(what: string, more: Record<string, unknown>): GlassgateError {
    return new GlassgateError('UPSTREAM_ERROR', `Container '${containerId}' ${what}.`, { details: more });
  }
}

function textOf(body: Readonly<Record<string, unknown>>): string {
  for (const field of textFields) {
    const value = body[field];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return '';
}

function pageUrlOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const url = body['page_url'];
  return typeof url === 'string' && url.trim() !== '' ? url.trim() : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// A worker may echo what it was sent, the proxy with its password included.
function showable(body: unknown): unknown {
  // Beyond this much nothing is shown, and what begins before it is recognised.
  const cut = typeof body === 'string' ? body.slice(0, 2 * maxRefusalLength) : body;
  const shown = typeof cut === 'string' ? redactText(cut) : redactValue(cut);
  const text = typeof shown === 'string' ? shown : (JSON.stringify(shown) ?? '');
  return text.length > maxRefusalLength ? `${text.slice(0, maxRefusalLength)}…` : shown;
}
