/** A metric that an expression reads, with the labels that are asked of it. */
interface Read {
  readonly metric: string;
  readonly labels: readonly string[];
  /** The matchers as they stand there. */
  readonly matchers: string;
}

const word = /[a-zA-Z_:][\w:]*/y;
const keywords = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan', 'atan2', 'start', 'end']);
const groupings = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

export interface Names {
  readonly reads: readonly Read[];
  /** Labels in by (…), on (…) and the like. */
  readonly grouped: readonly string[];
}

/** The metrics and labels that a PromQL expression names. That it parses is for Prometheus to say. */
export function namesIn(expr: string): Names {
  const reads: Read[] = [];
  const grouped: string[] = [];
  let at = 0;
  while (at < expr.length) {
    const skipped = skipLiteral(expr, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    word.lastIndex = at;
    const name = word.exec(expr)?.[0];
    if (name === undefined) {
      at += 1;
      continue;
    }
    const { end, read, labels } = readWord(expr, { name, at: at + name.length });
    if (read !== undefined) reads.push(read);
    grouped.push(...labels);
    at = end;
  }
  return { reads, grouped };
}

/** Past a string, a range or a number; the same place when there is none. */
function skipLiteral(expr: string, at: number): number {
  const literal = /"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\d[\w.]*/y;
  literal.lastIndex = at;
  return at + (literal.exec(expr)?.[0].length ?? 0);
}

interface WordAt {
  readonly name: string;
  /** Just after it. */
  readonly at: number;
}

function readWord(expr: string, { name, at }: WordAt): { end: number; read?: Read; labels: string[] } {
  const rest = expr.slice(at);
  if (groupings.has(name)) {
    const list = /^\s*\(([^)]*)\)/.exec(rest);
    const labels = (list?.[1] ?? '').split(',').map((label) => label.trim());
    return { end: at + (list?.[0].length ?? 0), labels: labels.filter((label) => label !== '') };
  }
  const isFunction = /^\s*\(/.test(rest) || /^\s+(by|without)\s*\(/.test(rest);
  if (keywords.has(name.toLowerCase()) || isFunction) return { end: at, labels: [] };
  const matchers = /^\{((?:[^}"]|"(?:[^"\\]|\\.)*")*)\}/.exec(rest);
  const text = matchers?.[1] ?? '';
  const labels = [...text.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"/g)].map(
    ([, label = '']) => label,
  );
  return {
    end: at + (matchers?.[0].length ?? 0),
    read: { metric: name, labels, matchers: text },
    labels: [],
  };
}
