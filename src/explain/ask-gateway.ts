import { z } from 'zod';
import type { Question } from './arguments.ts';
import { type Explanation, explanationSchema } from './explanation.ts';

/** How the program ends, for scripts. */
export const exitCodes = {
  found: 0,
  notFound: 1,
  usage: 2,
  unreachable: 3,
  refused: 4,
  unexpected: 5,
} as const;

/** No explanation; the message says why, and the code is that of the program. */
export class NoAnswer extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

const timeoutMs = 30_000;
const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export async function askGateway({ id, url, key }: Omit<Question, 'showsBodies'>): Promise<Explanation> {
  const address = new URL(`${url.href.replace(/\/$/, '')}/v1/jobs/${encodeURIComponent(id)}?records=1`);
  const response = await reached(address, key);
  const body: unknown = await response.json().catch(() => undefined);
  if (response.status === 200) {
    const result = explanationSchema.safeParse(body);
    if (result.success) return result.data;
    const message = `${url.origin} answered something that is no explanation. Is that a gateway of this version?`;
    throw new NoAnswer(message, exitCodes.unexpected, { cause: result.error });
  }
  throw refusal(response.status, { id, url, key, body });
}

async function reached(address: URL, key: string | undefined): Promise<Response> {
  // fetch refuses a URL with a user in it.
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  try {
    return await fetch(address, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  } catch (cause) {
    const message = `${address.origin} cannot be reached: ${reasonOf(cause)}. Is the gateway running? --url says where.`;
    throw new NoAnswer(message, exitCodes.unreachable, { cause });
  }
}

interface Refusal extends Omit<Question, 'showsBodies'> {
  readonly body: unknown;
}

function refusal(status: number, { id, url, key, body }: Refusal): NoAnswer {
  const said = errorBody.safeParse(body).data?.error;
  if (status === 401 || status === 403) {
    const hint =
      key === undefined ? 'Give the admin key with --key or GLASSGATE_KEY.' : 'The key is not the admin key.';
    return new NoAnswer(`${url.origin} asks who you are. ${hint}`, exitCodes.refused);
  }
  if (status === 404 && said?.code === 'NOT_FOUND') {
    return new NoAnswer(`${url.origin} knows no job, request or trace '${id}'.`, exitCodes.notFound);
  }
  const text = said === undefined ? '' : ` ${said.code}: ${said.message}`;
  return new NoAnswer(`${url.origin} answered ${status}.${text}`, exitCodes.unexpected);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message || cause.name : error.message;
}
