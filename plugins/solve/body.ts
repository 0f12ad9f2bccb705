import { GlassgateError, type SolveRequest } from 'glassgate/plugin-api';
import { z } from 'zod';

/** The id stands in every log line and in answers to others: long is fine, megabytes are not. */
const maxRequestIdLength = 65_536;
const text = z.string().nullish();
const defaultPromptId = 'default';

const bodySchema = z.object({
  request_id: z.string().max(maxRequestIdLength).nullish(),
  prompt_id: text,
  input: z.object({ text, image_b64: text, image_ext: text }),
  options: z
    .object({
      prompt_id: text,
      profile_id: text,
      socks_override: text,
      socks_id: text,
      force_new_chat: z.boolean().nullish(),
      max_chat_uses: z.int().nullish(),
      chat_url: text,
      include_debug: z.boolean().nullish(),
      idempotent: z.boolean().nullish(),
      wait_seconds: z.number().nonnegative().nullish(),
    })
    .nullish(),
});

const namedSchema = z.object({ request_id: z.string().max(maxRequestIdLength).nullish() });

export interface SolveBody {
  readonly includeDebug: boolean;
  readonly isIdempotent: boolean;
  readonly request: SolveRequest;
}

/** The body of `POST /v1/solve`, or INVALID_REQUEST with every mistake in it. */
export function parseSolveBody(raw: unknown): SolveBody {
  const result = bodySchema.safeParse(raw);
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    const first = issues[0];
    const where = first === undefined || first.field === '' ? 'the body' : `'${first.field}'`;
    throw new GlassgateError('INVALID_REQUEST', `There is a mistake in ${where}: ${first?.message ?? ''}.`, {
      details: { issues: issues.slice(0, 20) },
    });
  }
  const { input, options, ...top } = result.data;
  return {
    includeDebug: options?.include_debug ?? false,
    isIdempotent: options?.idempotent ?? false,
    request: {
      promptId: orUndefined(options?.prompt_id) ?? orUndefined(top.prompt_id) ?? defaultPromptId,
      profileId: orUndefined(options?.profile_id),
      proxyOverride: orUndefined(options?.socks_override) ?? orUndefined(options?.socks_id),
      ...contentOf(input),
      forceNewChat: options?.force_new_chat ?? false,
      maxChatUses: options?.max_chat_uses ?? undefined,
      chatUrl: orUndefined(options?.chat_url),
      ...patienceOf(options?.wait_seconds),
    },
  };
}

const promptSchema = z.object({ prompt_id: text.catch(null), options: z.unknown().optional() });
const optionsSchema = z.object({ prompt_id: text });

/** The prompt that a body asks for, also when the rest of it is not valid. */
export function promptIdIn(raw: unknown): string {
  const { prompt_id: top, options } = promptSchema.safeParse(raw).data ?? {};
  const named = optionsSchema.safeParse(options).data?.prompt_id;
  return (orUndefined(named) ?? orUndefined(top) ?? defaultPromptId).slice(0, 200);
}

/** The id that the client gave its request, also when the rest of the body is not valid. */
export function requestIdIn(raw: unknown): string | undefined {
  return orUndefined(namedSchema.safeParse(raw).data?.request_id);
}

function contentOf(input: z.infer<typeof bodySchema>['input']): Pick<SolveRequest, 'text' | 'image'> {
  const trimmed = orUndefined(input.text?.trim());
  const base64 = orUndefined(input.image_b64);
  if (base64 === undefined) {
    if (trimmed !== undefined) return { text: trimmed, image: undefined };
    throw new GlassgateError('INVALID_REQUEST', "'input' needs a text or an image.");
  }
  const extension = orUndefined(input.image_ext?.trim());
  if (extension === undefined) {
    throw new GlassgateError('INVALID_REQUEST', "'input.image_b64' needs 'input.image_ext' beside it.");
  }
  return { text: trimmed, image: { base64, extension } };
}

function patienceOf(waitSeconds: number | null | undefined): Pick<SolveRequest, 'waitSeconds'> {
  return typeof waitSeconds === 'number' ? { waitSeconds } : {};
}

/** Absent, null and blank are all "not given" in this API. */
function orUndefined(value: string | null | undefined): string | undefined {
  return value === null || value === undefined || value.trim() === '' ? undefined : value;
}
