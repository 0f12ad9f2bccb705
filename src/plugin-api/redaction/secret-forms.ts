/** Every spelling in which a secret may turn up in a text: as it is, escaped, percent-encoded, in base64. */
export function secretForms(secret: string): Set<string> {
  const forms = new Set([secret, decoded(secret)]);
  for (const plain of [...forms]) {
    for (const escaped of jsonEscaped(plain)) forms.add(escaped);
    for (const encoded of percentEncoded(plain)) forms.add(encoded);
    for (const part of base64Parts(plain)) forms.add(part);
  }
  return forms;
}

function decoded(secret: string): string {
  return secret.replace(/%([2-7][\da-f])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function jsonEscaped(secret: string): string[] {
  const once = JSON.stringify(secret).slice(1, -1);
  return [once, JSON.stringify(once).slice(1, -1)];
}

/** Programs disagree about the characters that must be encoded, and about the case of the digits. */
function percentEncoded(secret: string): string[] {
  const lenient = encodeURIComponent(secret.toWellFormed());
  const strict = lenient.replace(/[!'()*]/g, percent);
  const strictest = strict.replace(/[-_.~]/g, percent);
  const upper = [lenient, strict, strictest, strict.replaceAll('%20', '+')];
  return [...upper, ...upper.map((form) => form.replace(/%../g, (digits) => digits.toLowerCase()))];
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * What base64 makes of the secret wherever it stands in the encoded text: `user:secret` shifts it by one
 * or two bytes, and the characters at both ends depend on the neighbours.
 */
function base64Parts(secret: string): string[] {
  const bytes = String.fromCharCode(...new TextEncoder().encode(secret));
  const parts = [0, 1, 2].map((shift) => {
    const length = shift + bytes.length;
    const certain = Math.floor((length * 8) / 6);
    return btoa('\0'.repeat(shift) + bytes).slice(shift === 0 ? 0 : shift + 1, certain);
  });
  return [...parts, ...parts.map((part) => part.replaceAll('+', '-').replaceAll('/', '_'))];
}
