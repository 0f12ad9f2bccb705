import { resolve } from 'node:path';
import { readTextFile } from './read-text-file.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface ReferenceSources {
  readonly env: Env;
  /** Directory that `${file:…}` starts from. */
  readonly baseDir: string;
}

export interface ResolvedText {
  readonly text: string;
  /** Values that came from references: never to be shown. */
  readonly secrets: readonly string[];
  readonly problems: readonly string[];
}

const schemes = "'env' and 'file'";
const maxSecretBytes = 1024 * 1024;

// No brace inside a reference: it keeps the search linear on hostile text.
const pattern = /\$\$\{|\$\{(?<scheme>[A-Za-z][\w-]*):(?<name>[^{}]*)\}/g;

/**
 * Put the values of `${env:NAME}` and `${file:path}` into a text. `$${` stands for a literal `${`. Values are
 * not searched for references again.
 */
export async function resolveReferences(text: string, sources: ReferenceSources): Promise<ResolvedText> {
  const parts: string[] = [];
  const secrets: string[] = [];
  const problems: string[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const scheme = match.groups?.['scheme'];
    if (scheme === undefined) {
      parts.push('${');
      continue;
    }
    const found = await lookUp({ scheme, name: match.groups?.['name'] ?? '' }, sources);
    if ('problem' in found) problems.push(found.problem);
    else {
      parts.push(found.value);
      secrets.push(found.value);
    }
  }
  parts.push(text.slice(end));
  return { text: parts.join(''), secrets, problems };
}

interface Reference {
  readonly scheme: string;
  readonly name: string;
}

type Found = { readonly value: string } | { readonly problem: string };

async function lookUp({ scheme, name }: Reference, { env, baseDir }: ReferenceSources): Promise<Found> {
  const reference = `\${${scheme}:${name}}`;
  if (scheme === 'env') return readVariable(name, env);
  if (scheme === 'file') return await readSecretFile(name, baseDir);
  return {
    problem: `Unknown scheme '${scheme}' in ${reference}; there are ${schemes}. Write $\${ for a literal \${.`,
  };
}

function readVariable(name: string, env: Env): Found {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined) {
    return { problem: `Environment variable '${name}' is not set; \${env:${name}} needs it.` };
  }
  return { value };
}

async function readSecretFile(name: string, baseDir: string): Promise<Found> {
  if (name.trim() === '') return { problem: `\${file:} needs the path of a file.` };
  const file = await readTextFile(resolve(baseDir, name), { maxBytes: maxSecretBytes });
  if ('failure' in file) return { problem: `File '${name}' of \${file:${name}} ${file.failure}.` };
  return { value: file.text.replace(/\r?\n$/, '') };
}
