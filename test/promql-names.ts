/** What a PromQL expression reads and groups by. */
export interface PromqlNames {
  readonly metrics: readonly MetricUse[];
  /** Labels of by, without, on, ignoring and group_left. */
  readonly groupings: readonly string[];
}

export interface MetricUse {
  readonly name: string;
  readonly matchers: readonly LabelMatcher[];
}

export interface LabelMatcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

interface Token {
  readonly kind: 'text' | 'word' | 'other';
  readonly text: string;
}

const tokenPattern =
  /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\[[^\]]*\]|([A-Za-z_:][\w:]*)|(\d[\w.+]*)|(=~|!~|!=|==|>=|<=|[^\s])/g;
const groupingWords = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const operatorWords = new Set([
  ...groupingWords,
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'inf',
  'nan',
  'atan2',
]);

/** Reads names only; whether the expression is right is for promtool to say. */
export function promqlNames(expression: string): PromqlNames {
  const tokens = tokensOf(expression);
  const metrics: MetricUse[] = [];
  const groupings: string[] = [];
  let at = 0;
  while (at < tokens.length) {
    const { name, inside, end } = itemAt(tokens, at);
    if (inside?.open === '(') groupings.push(...words(inside.tokens));
    if (inside?.open === '{') metrics.push({ name, matchers: matchersOf(inside.tokens) });
    if (inside === undefined && tokens[at]?.kind === 'word' && isMetric(name, tokens[at + 1]?.text)) {
      metrics.push({ name, matchers: [] });
    }
    at = end;
  }
  return { metrics, groupings };
}

/** One token, or a word with its selector or its list of labels. */
function itemAt(tokens: readonly Token[], at: number) {
  const { kind, text: name } = tokens[at] ?? { kind: 'other', text: '' };
  const open = tokens[at + 1]?.text;
  const hasInside = kind === 'word' && (open === '{' || (open === '(' && groupingWords.has(name)));
  if (!hasInside) return { name, inside: undefined, end: at + 1 };
  const end = closing(tokens, { from: at + 1, text: open === '{' ? '}' : ')' });
  return { name, inside: { open, tokens: tokens.slice(at + 2, end) }, end: end + 1 };
}

// A word before `(`, `by` or `without` is a function or an aggregation.
function isMetric(word: string, next: string | undefined): boolean {
  return !operatorWords.has(word) && next !== '(' && next !== 'by' && next !== 'without';
}

function tokensOf(expression: string): Token[] {
  return [...expression.matchAll(tokenPattern)].flatMap((match): Token[] => {
    const [all, double, single, word] = match;
    if (all.startsWith('[')) return [];
    if (double !== undefined || single !== undefined) return [{ kind: 'text', text: double ?? single ?? '' }];
    return [{ kind: word === undefined ? 'other' : 'word', text: all }];
  });
}

function closing(
  tokens: readonly Token[],
  { from, text }: { readonly from: number; readonly text: string },
): number {
  const end = tokens.findIndex(
    (token, index) => index > from && token.kind === 'other' && token.text === text,
  );
  if (end < 0) throw new Error(`'${text}' is missing.`);
  return end;
}

function words(tokens: readonly Token[]): string[] {
  return tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
}

function matchersOf(tokens: readonly Token[]): LabelMatcher[] {
  return tokens.flatMap(({ kind, text: value }, index) => {
    const label = tokens[index - 2]?.text;
    const operator = tokens[index - 1]?.text;
    return kind === 'text' && label !== undefined && operator !== undefined
      ? [{ label, operator, value }]
      : [];
  });
}
