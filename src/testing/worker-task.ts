import { z } from 'zod';

/** What a worker is asked to do. */
export interface WorkerTask {
  readonly kind: 'text' | 'image' | 'open';
  readonly url: string | undefined;
  readonly profile: string | undefined;
  readonly socks: string | undefined;
  readonly text: string | undefined;
  readonly image: { readonly extension: string; readonly chars: number } | undefined;
}

const where = {
  profile: z.string().min(1).optional(),
  socks: z.string().min(1).optional(),
};
const message = { ...where, url: z.string().min(1).optional() };
const textForm = z.object({ ...message, text: z.string().min(1), image_b64: z.undefined().optional() });
const imageForm = z.object({
  ...message,
  image_b64: z.string().min(1),
  ext: z.string().min(1),
  text: z.undefined().optional(),
});
const forms: Readonly<Record<string, z.ZodType<Fields>>> = {
  '/open': z.object({ ...where, url: z.string().min(1) }),
  '/analyze': z.union([textForm, imageForm]),
  '/analyze_text': textForm,
};

interface Fields {
  readonly url?: string | undefined;
  readonly profile?: string | undefined;
  readonly socks?: string | undefined;
  readonly text?: string | undefined;
  readonly image_b64?: string | undefined;
  readonly ext?: string | undefined;
}

export function isTaskPath(path: string): boolean {
  return Object.hasOwn(forms, path);
}

/** The task in a body; undefined when the worker does not understand it. */
export function parseTask(path: string, body: unknown): WorkerTask | undefined {
  const parsed = forms[path]?.safeParse(body);
  if (parsed?.success !== true) return undefined;
  const { url, profile, socks, text, image_b64: base64, ext } = parsed.data;
  const image =
    base64 === undefined || ext === undefined ? undefined : { extension: ext, chars: base64.length };
  return { kind: kindOf(path, image), url, profile, socks, text, image };
}

function kindOf(path: string, image: WorkerTask['image']): WorkerTask['kind'] {
  if (path === '/open') return 'open';
  return image === undefined ? 'text' : 'image';
}
