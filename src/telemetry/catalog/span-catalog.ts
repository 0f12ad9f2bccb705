export interface CatalogedSpan {
  /** How spans of this kind are called: a part in braces takes values of a closed set, never an id. */
  readonly name: string;
  readonly kind: 'SERVER' | 'INTERNAL' | 'CLIENT';
  readonly help: string;
}

/** Every span that the core makes. */
export const spanCatalog = [
  {
    name: '{http.request.method} {http.route}',
    kind: 'SERVER',
    help: 'One HTTP request to the gateway; without a route the method alone.',
  },
  { name: 'glassgate.{chain}', kind: 'INTERNAL', help: 'One run of a chain: one job.' },
  { name: 'stage {plugin}', kind: 'INTERNAL', help: 'One stage of a run, with the stages after it inside.' },
  {
    name: '{http.request.method} {url.template}',
    kind: 'CLIENT',
    help: 'One HTTP exchange with a worker; for a path that is none of its API the method alone.',
  },
] as const satisfies readonly CatalogedSpan[];

const parts: Readonly<Record<string, string>> = {
  '{http.request.method}': '[A-Z]+',
  '{http.route}': '/\\S*',
  '{url.template}': '/[a-z_]+',
  '{chain}': '[a-z][a-z0-9-]*',
  '{plugin}': '[a-z][a-z0-9-]*',
};

/** The entry for a span of this name and kind, if there is one. */
export function catalogedSpan(name: string, kind: CatalogedSpan['kind']): CatalogedSpan | undefined {
  return spanCatalog.find((entry) => entry.kind === kind && patternOf(entry.name).test(name));
}

function patternOf(name: string): RegExp {
  const escaped = name.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, (part) => {
    return parts[part.replaceAll('\\', '')] ?? '';
  });
  // What has no route or template is called by its method alone.
  return new RegExp(`^${escaped.replace(/ (?=\/)/, '(?: ')}${escaped.includes(' /') ? ')?' : ''}$`);
}
