import { isSecretKey } from '../plugin-api/redaction/public.ts';
import { secretsIn } from '../plugin-api/redaction/secrets-in.ts';
import { isMapping } from './mapping.ts';
import type { ConfigDocument } from './read-document.ts';

/** Keys whose values are shown everywhere, whatever they were made of. */
const namingKey =
  /^(?:id|name|use|chain|level|dir|file|path|host|.*_(?:id|ids|name|dir|file|url|containers))$/;

interface Leaf {
  /** The nearest key above it that is not the index of a list. */
  readonly key: string;
  readonly text: string;
}

/**
 * Every secret that the gateway holds: the values of references, of keys that name a secret, passwords of URLs,
 * and what a rule finds in any other value. What names something in the file is no secret, even when a
 * reference gave it.
 */
export function configSecrets({ root, references }: Pick<ConfigDocument, 'root' | 'references'>): string[] {
  const leaves = [...leavesOf(root, '')];
  const names = leaves.filter(({ key }) => namingKey.test(key)).map(({ text }) => text);
  // Hidden wherever it stands, a password that is part of an id would take the id out of rows and answers with it.
  const ids = names.filter((name) => !isAddress(name));
  const found = leaves
    .flatMap(({ key, text }) => secretsOf(key, text))
    .filter((secret) => !ids.some((id) => id.includes(secret)));
  const referred = references.filter(
    (value) => !isAddress(value) && !names.some((name) => name.includes(value)),
  );
  return [...new Set([...found, ...referred])];
}

/** Secrets that the environment hands to the telemetry. */
export function environmentSecrets(env: Readonly<Record<string, string | undefined>>): string[] {
  const names = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'];
  const headers = names.flatMap((name) => env[name]?.split(',') ?? []);
  const values = headers.map((header) => header.slice(header.indexOf('=') + 1).trim());
  const legacy = ['SIDECAR_API_KEY', 'SIDECAR_ADMIN_TOKEN'].map((name) => env[name] ?? '');
  const endpoints = Object.entries(env).filter(
    ([name]) => name.startsWith('OTEL_') && name.endsWith('ENDPOINT'),
  );
  return [...values, ...legacy, ...endpoints.flatMap(([, url = '']) => secretsIn(url))].filter(
    (value) => value !== '',
  );
}

function secretsOf(key: string, text: string): string[] {
  const inside = secretsIn(text);
  // `key: …` is what `auth` calls a credential; elsewhere a key of that name is as likely to be one.
  const isNamed = key === 'key' || isSecretKey(key);
  return isNamed && !isAddress(text) ? [text, ...inside] : inside;
}

/** Of a URL only its password is secret, and of a path nothing. */
function isAddress(text: string): boolean {
  return /^(?:[a-z][a-z\d+.-]*:\/\/|\.{0,2}\/)/i.test(text);
}

function* leavesOf(value: unknown, key: string): Generator<Leaf> {
  if (typeof value === 'string') yield { key, text: value };
  else if (Array.isArray(value)) for (const item of value) yield* leavesOf(item, key);
  else if (isMapping(value)) for (const [name, inner] of Object.entries(value)) yield* leavesOf(inner, name);
}
