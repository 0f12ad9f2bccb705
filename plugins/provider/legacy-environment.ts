type Env = Readonly<Record<string, string | undefined>>;

/** The provider that the variables describe. */
const legacyProviderId = 'nvidia';

const defaultBaseUrl = 'https://integrate.api.nvidia.com/v1';
const aliases = ['nvidia', 'nvidia-gateway'];

interface Variable {
  readonly name: string;
  /** Where the value belongs in the provider's section. */
  readonly path: readonly [string, string?];
  read(text: string): unknown;
}

const variables: readonly Variable[] = [
  { name: 'SIDECAR_UPSTREAM', path: ['base_url'], read: (text) => text },
  { name: 'SIDECAR_API_KEY', path: ['api_key'], read: (text) => text },
  { name: 'SIDECAR_TIMEOUT', path: ['timeouts', 'first_byte_seconds'], read: decimal },
  { name: 'SIDECAR_RATE_RPM', path: ['limiter', 'rate_rpm'], read: decimal },
  { name: 'SIDECAR_BUCKET_CAPACITY', path: ['limiter', 'bucket_capacity'], read: whole },
  { name: 'SIDECAR_QUEUE_MAX', path: ['limiter', 'queue_max_size'], read: whole },
  { name: 'SIDECAR_LOW_TIMEOUT', path: ['limiter', 'low_priority_timeout'], read: decimal },
  {
    name: 'SIDECAR_FALLBACK_PASSTHROUGH',
    path: ['limiter', 'queue_full_policy'],
    read: (text) => (truth(text) ? 'passthrough' : 'reject'),
  },
];

interface Merged {
  readonly providers: unknown;
  /** Variables that cannot be read, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * The `providers` section with what the variables `SIDECAR_*` say of `nvidia`: they win over the file, and make
 * the provider when the file has none.
 */
export function withLegacyEnvironment(providers: unknown, env: Env): Merged {
  const set = variables.filter(({ name }) => (env[name] ?? '').trim() !== '');
  const isList = providers === undefined || Array.isArray(providers);
  if (set.length === 0 || !isList) return { providers, problems: [] };
  const list: unknown[] = [...(providers ?? [])];
  const index = list.findIndex((entry) => isObject(entry) && entry['id'] === legacyProviderId);
  const found = list[index];
  const base = isObject(found) ? found : { id: legacyProviderId, base_url: defaultBaseUrl, aliases };
  const problems: string[] = [];
  const provider = set.reduce<Record<string, unknown>>((merged, { name, path, read }) => {
    try {
      return withValue(merged, path, read((env[name] ?? '').trim()));
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : String(error)}.`);
      return merged;
    }
  }, base);
  return { providers: index === -1 ? [...list, provider] : list.with(index, provider), problems };
}

function withValue(
  provider: Record<string, unknown>,
  [key, inner]: Variable['path'],
  value: unknown,
): Record<string, unknown> {
  if (inner === undefined) {
    const { credentials: _given, ...rest } = provider;
    return key === 'api_key' ? { ...rest, [key]: value } : { ...provider, [key]: value };
  }
  const section = isObject(provider[key]) ? provider[key] : {};
  return { ...provider, [key]: { ...section, [inner]: value } };
}

function decimal(text: string): number {
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(text)) throw new RangeError(`must be a number, not '${shortened(text)}'`);
  return Number(text);
}

function whole(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new RangeError(`must be a whole number, not '${shortened(text)}'`);
  return Number(text);
}

const [yes, no] = [
  ['true', '1', 'yes', 'on'],
  ['false', '0', 'no', 'off'],
];

function truth(text: string): boolean {
  const word = text.toLowerCase();
  if (yes?.includes(word)) return true;
  if (no?.includes(word)) return false;
  throw new RangeError(`must be true or false, not '${shortened(text)}'`);
}

function shortened(text: string): string {
  return text.length > 20 ? `${text.slice(0, 20)}…` : text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
