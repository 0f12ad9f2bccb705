const maxChars = 2_048;

export interface LinkRules {
  /** Hosts that may be linked; undefined allows every one. */
  readonly hosts: readonly string[] | undefined;
  readonly redact: (url: string) => string;
}

/** A URL that may become a link: http or https, without user info, on an allowed host. */
export function safeUrl(text: string | undefined, { hosts, redact }: LinkRules): string | undefined {
  if (text === undefined || text.length > maxChars || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  if (hosts !== undefined && !hosts.includes(url.hostname)) return undefined;
  // What would end a link in one of the formats.
  const href = redact(url.href).replace(/[|<>"'`\\\s]/g, (char) => `%${hexOf(char)}`);
  return href.length > maxChars ? undefined : href;
}

function hexOf(char: string): string {
  return char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

/** The page of Alertmanager that silences alerts with these labels. */
export function silencePage(
  externalUrl: string,
  labels: Readonly<Record<string, string>>,
): string | undefined {
  const names = Object.keys(labels);
  if (externalUrl === '' || names.length === 0) return undefined;
  const matchers = names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(',');
  return `${externalUrl.replace(/\/+$/, '')}/#/silences/new?filter=${encodeURIComponent(`{${matchers}}`)}`;
}
