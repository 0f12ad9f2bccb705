import { createRedactor, type Redactor } from 'glassgate/plugin-api';

/** Takes secrets out of what people are told: those of the gateway, and those of the channels. */
export interface Mask {
  head(text: string, maxChars: number): string;
  url(url: string): string;
}

/** `redact` knows secrets that came from references; one that was written into the file is known to its channel. */
export function createMask(redact: Redactor, secrets: readonly string[]): Mask {
  const own = createRedactor({ knownSecrets: secrets.filter((secret) => secret !== '') });
  return {
    head: (text, maxChars) => own.head(redact.head(text, maxChars).text, maxChars).text,
    url: (url) => own.url(redact.url(url)),
  };
}
