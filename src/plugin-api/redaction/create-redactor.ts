import { copyValue } from './copy-value.ts';
import { knownSecrets } from './known-secrets.ts';
import type { OnRedaction } from './mask-spans.ts';
import { RecentTexts } from './recent-texts.ts';
import { type RedactedHead, redactHead, redactText as redactTextBy } from './redact-text.ts';
import { defaultLimits, type MetLimit, type RedactionLimits } from './redaction-limits.ts';
import { mask } from './rules.ts';
import { isSecretKey } from './secret-keys.ts';
import { shapeOf } from './shape-of.ts';
import { shortHash } from './short-hash.ts';
import type { TextContext } from './text-context.ts';

export interface RedactorOptions {
  /** Values the gateway itself holds: passwords, keys, URLs with passwords. Found in any spelling. */
  readonly knownSecrets?: Iterable<string>;
  /** Told once per secret that was masked. */
  readonly onRedaction?: OnRedaction;
  /** `false`: copies and limits only; everything is shown. */
  readonly enabled?: boolean;
}

export interface RedactValueOptions {
  readonly limits?: Partial<RedactionLimits>;
  /** Stands in for the value of a key before anything else is tried; undefined leaves it alone. */
  readonly replace?: (key: string, value: unknown) => unknown;
  /** Stands for what is deeper than the limit; its shape when absent. */
  readonly tooDeep?: string;
  /** Told of each limit that was met. */
  readonly onLimit?: ((limit: MetLimit) => void) | undefined;
}

/** Takes secrets out of what leaves the gateway: logs, spans, rows, answers. Never changes what it is given. */
export interface Redactor {
  /** The text with every secret replaced by `***`. A second pass changes nothing. */
  text(text: string): string;
  /** Like `text` for a URL, a path with a query, or a query alone. */
  url(url: string): string;
  /** The beginning of a long text, at a cost that depends on `maxChars` only. No secret survives at the cut. */
  head(text: string, maxChars: number): RedactedHead;
  /** A copy of any value as plain data: secrets in keys, texts, errors and lists masked, size bounded. */
  value(value: unknown, options?: RedactValueOptions): unknown;
  /**
   * An id that may be shown and compared: the id itself or, for one that holds a secret, `***-` and a hash of
   * it, so that two of them stay two.
   */
  id(id: string): string;
  /** What a value is, without its content. */
  shape(value: unknown): unknown;
  /** Do something, and be told of every secret that is masked meanwhile, beside `onRedaction`. */
  during<T>(onRedaction: OnRedaction, task: () => T): T;
  /** Known secrets that are not searched for: shorter than six characters, or more than there is room for. */
  readonly skippedSecrets: number;
}

const maxNameChars = 256;
const whole: TextContext = { isCut: false, isUrl: false };
const wholeUrl: TextContext = { isCut: false, isUrl: true };
const cut: TextContext = { isCut: true, isUrl: false };

export function createRedactor(options: RedactorOptions = {}): Redactor {
  const { onRedaction, enabled = true } = options;
  const known = knownSecrets(enabled ? (options.knownSecrets ?? []) : []);
  let listener: OnRedaction | undefined;
  const tell: OnRedaction = (rule) => {
    onRedaction?.(rule);
    listener?.(rule);
  };
  const [clean, cleanUrls] = [new RecentTexts(), new RecentTexts()];
  const redactBy = (text: string, context: TextContext, recent: RecentTexts | undefined) => {
    // Nearly every text was looked through a moment ago.
    if (!enabled || recent?.has(text)) return text;
    const shown = redactTextBy(text, context, { known, onRedaction: tell });
    if (shown === text) recent?.add(text);
    return shown;
  };
  const redact = (text: string, { isCut }: { readonly isCut: boolean }) =>
    isCut ? redactBy(text, cut, undefined) : redactBy(text, whole, clean);
  const head = (text: string, maxChars: number) => redactHead(text, maxChars, redact);
  const name = (key: string) => head(key, maxNameChars).text;
  const text = (given: string) => redactBy(given, whole, clean);
  return {
    text,
    url: (url) => redactBy(url, wholeUrl, cleanUrls),
    head,
    value: (value, { limits, replace = () => undefined, tooDeep, onLimit } = {}) =>
      copyValue(value, {
        limits: { ...defaultLimits, ...limits },
        replace,
        tooDeep,
        onLimit,
        head,
        name,
        isSecret: (key) => enabled && isSecretKey(key),
        onSecret: () => tell('secret_key'),
      }),
    id: (id) => (text(id) === id ? id : `${mask}-${shortHash(id)}`),
    shape: (value) => shapeOf(value, name),
    during: (told, task) => {
      const outer = listener;
      listener = told;
      try {
        return task();
      } finally {
        listener = outer;
      }
    },
    skippedSecrets: known.skipped,
  };
}

const redactor = createRedactor();

/** The text with every secret replaced by `***`; see `Redactor.text`. */
export const redactText: Redactor['text'] = redactor.text;
/** See `Redactor.url`. */
export const redactUrl: Redactor['url'] = redactor.url;
/** See `Redactor.value`. */
export const redactValue: Redactor['value'] = redactor.value;
