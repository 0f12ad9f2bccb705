/** Shorter values would match inside ordinary words. */
const minSecretLength = 4;

/** Makes a function that takes secrets out of a text, for messages that others wrote. */
export function concealing(secrets: Iterable<string>): (text: string) => string {
  // Longest first: one secret may contain another.
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= minSecretLength)
    .sort((a, b) => b.length - a.length);
  return (text) => known.reduce((concealed, secret) => concealed.replaceAll(secret, '***'), text);
}
