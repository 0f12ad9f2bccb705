import { GlassgateError, type SolveImage } from 'glassgate/plugin-api';
import { z } from 'zod';

const part = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
]);
const refusal = z
  .object({ type: z.literal('refusal'), refusal: z.string() })
  .transform((said) => ({ type: 'text' as const, text: said.refusal }));

const message = z.discriminatedUnion('role', [
  z.object({
    role: z.enum(['system', 'developer', 'user']),
    content: z.union([z.string(), z.array(part)]),
  }),
  // Clients send back what they were once answered, by whichever model.
  z.object({
    role: z.literal('assistant'),
    content: z
      .union([z.string(), z.array(z.union([part, refusal]))])
      .nullish()
      .transform((said) => said ?? ''),
  }),
]);

const body = z.object({
  messages: z.array(message).min(1),
  user: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  n: z.literal(1, 'a browser gives one answer').nullish(),
  tools: z.array(z.unknown()).max(0, 'a browser has no tools').nullish(),
  functions: z.array(z.unknown()).max(0, 'a browser has no functions').nullish(),
});

/** A client chooses the keys of its metadata, and their length. */
const maxShownPath = 200;

interface ChatMessage {
  readonly role: string;
  readonly text: string;
}

/** What a chat completion asks of the pool. */
export interface ChatCompletion {
  readonly promptId: string;
  /** `metadata.profile_id`. */
  readonly profileId: string | undefined;
  /** `metadata.conversation_id`, else `user`. */
  readonly conversation: string | undefined;
  readonly messages: readonly ChatMessage[];
  /** Of the last message. */
  readonly image: SolveImage | undefined;
}

/** The body of a chat completion, or INVALID_REQUEST with what a browser cannot do. */
export function parseCompletion(json: unknown, promptId: string): ChatCompletion {
  const result = body.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = issue?.path.join('.').slice(0, maxShownPath) ?? '';
    throw invalid(
      `There is a mistake in ${path === '' ? 'the body' : `'${path}'`}: ${issue?.message ?? ''}.`,
    );
  }
  const { messages, user, metadata } = result.data;
  const last = messages.at(-1);
  if (last?.role !== 'user') throw invalid("The last of the 'messages' must be one of the user.");
  const parsed = messages.map(({ role, content }) => ({ role, text: textOf(content) }));
  const image = imageOf(last.content);
  if (image === undefined && parsed.at(-1)?.text === '') throw invalid('The last message is empty.');
  return {
    promptId,
    profileId: named(metadata?.['profile_id']),
    conversation: named(metadata?.['conversation_id']) ?? named(user),
    messages: parsed,
    image,
  };
}

/** Blank is no name: all who send it would be in one conversation. */
function named(value: string | null | undefined): string | undefined {
  return value === null || value === undefined || value.trim() === '' ? undefined : value;
}

/** True when the client has had answers in this conversation. */
export function isContinued({ messages }: ChatCompletion): boolean {
  return messages.some(({ role }) => role === 'assistant');
}

/** What was said since the last answer: a chat in a browser knows the rest. */
export function newText({ messages }: ChatCompletion): string {
  const answered = messages.findLastIndex(({ role }) => role === 'assistant');
  return joined(messages.slice(answered + 1));
}

/** Everything that was said, for a chat that knows nothing yet. */
export function wholeText(completion: ChatCompletion): string {
  const { messages } = completion;
  if (!isContinued(completion)) return joined(messages);
  return messages.map(({ role, text }) => `[${role}]\n${text}`).join('\n\n');
}

function joined(messages: readonly ChatMessage[]): string {
  return messages
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join('\n\n');
}

type Content = z.output<typeof message>['content'];

function textOf(content: Content): string {
  if (typeof content === 'string') return content.trim();
  const texts = content.flatMap((one) => (one.type === 'text' ? [one.text] : []));
  return texts.join('\n').trim();
}

const dataUrl = /^data:image\/([a-z0-9.+-]{1,20});base64,/i;

function imageOf(content: Content): SolveImage | undefined {
  if (typeof content === 'string') return undefined;
  const urls = content.flatMap((one) => (one.type === 'image_url' ? [one.image_url.url] : []));
  const [url] = urls;
  if (url === undefined) return undefined;
  if (urls.length > 1) throw invalid('A message can have one image.');
  const match = dataUrl.exec(url.slice(0, 100));
  if (match === null) throw invalid("An image must be a 'data:image/…;base64,' URL; nothing is fetched.");
  const base64 = url.slice(match[0].length);
  if (base64.trim() === '') throw invalid('The image is empty.');
  return { base64, extension: (match[1] ?? 'png').toLowerCase() };
}

function invalid(text: string): GlassgateError {
  return new GlassgateError('INVALID_REQUEST', text, { details: { reason: 'invalid_request' } });
}
