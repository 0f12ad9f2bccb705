import { httpMethods } from './http-catalog.ts';

const words: Readonly<Record<string, string>> = {
  'http.request.method': `(?:${httpMethods.filter((method) => method !== '_OTHER').join('|')}|HTTP)`,
  'http.route': '/\\S*',
  'url.template': '/[a-z_]+',
  chain: '[a-z][a-z0-9-]*',
  plugin: '[a-z][a-z0-9-]*',
  'db.query.summary': '[A-Z]+(?: [A-Za-z_]+)*',
};

// A request without a route, or to a path that is no template, is called by its method alone.
const optional = new Set([' {http.route}', ' {url.template}']);

/** Whether a span may be called so: each part in braces has its set of values. */
export function isNamedLike(pattern: string, name: string): boolean {
  return patternOf(pattern).test(name);
}

function patternOf(pattern: string): RegExp {
  const source = pattern.replace(/ ?\{([^}]+)\}|\./g, (part, word: string | undefined) => {
    if (word === undefined) return '\\.';
    const value = `${part.startsWith(' ') ? ' ' : ''}${words[word] ?? ''}`;
    return optional.has(part) ? `(?:${value})?` : value;
  });
  return new RegExp(`^${source}$`);
}
