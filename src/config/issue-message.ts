const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
  nonoptional: 'a value',
};

const bounds: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'more than',
  '<': 'less than',
  exactly: 'exactly',
};

/** What to do about a wrong type, by expected and received type. */
const fixes: Readonly<Record<string, string>> = {
  'string number': '; put it in quotes',
  'string boolean': '; put it in quotes',
  'boolean string': '; yes, no, on and off will do as well',
};

type Rewrite = readonly [RegExp, (match: readonly string[]) => string];

/** Zod's English sentences in the words of someone who writes YAML. */
const rewrites: readonly Rewrite[] = [
  [
    /^Invalid input: expected (\S+), received undefined$/,
    ([, kind]) => `Missing: expected ${kindName(kind)}`,
  ],
  [/^Invalid input: expected (\S+), received (\S+)$/, ([, kind, got]) => wrongType(kind, got)],
  [/^Invalid input: expected (.+)$/, ([, literal]) => `Expected ${quoted(literal)}`],
  [/^Invalid option: expected one of (.+)$/, ([, options]) => `Expected one of ${quoted(options)}`],
  [/^Invalid discriminator value\. Expected (.+)$/, ([, options]) => `Expected one of ${quoted(options)}`],
  [
    /^Too (?:small|big): expected \S+ to be (\S+?) ?(-?[\d.]+)$/,
    ([, bound, n]) => `Must be ${limit(bound, n)}`,
  ],
  [
    /^Too (?:small|big): expected \S+ to have (\S+?) ?(\d+) (\S+)$/,
    ([, bound, n, unit]) => `Must have ${limit(bound, n)} ${n === '1' ? unit?.replace(/s$/, '') : unit}`,
  ],
  [/^Invalid (?:string|number): must (.+)$/, ([, rule]) => `Must ${rule}`],
  [/^Invalid URL$/, () => 'Expected a URL, such as http://127.0.0.1:8001'],
  [/^Unrecognized key: "(.+)"$/, ([, key]) => `Unknown key '${key}'`],
];

/** A schema's message as one line for the operator. Sentences that are not Zod's own stay as they are. */
export function issueMessage(message: string): string {
  const line = message.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  for (const [pattern, rewrite] of rewrites) {
    const match = pattern.exec(line);
    if (match !== null) return `${rewrite(match)}.`;
  }
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

export function kindName(kind = 'value'): string {
  return kinds[kind] ?? kind;
}

function wrongType(kind = 'value', got = 'value'): string {
  if (kind === 'int' && got === 'number') return 'Expected a whole number';
  const received = got === 'boolean' ? 'a boolean' : kindName(got);
  return `Expected ${kindName(kind)}, got ${received}${fixes[`${kind} ${got}`] ?? ''}`;
}

function limit(bound = '', value = ''): string {
  return `${bounds[bound] ?? bound} ${value}`;
}

function quoted(options = ''): string {
  return options.replaceAll(/ ?\| ?/g, ', ').replaceAll('"', "'");
}
