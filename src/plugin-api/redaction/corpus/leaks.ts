const pieceChars = 9;

/** Pieces of a secret that survived in a text; of a long secret no nine characters may. */
export function leaksIn(text: string, secret: string): string[] {
  const spellings = [secret, JSON.stringify(secret).slice(1, -1)];
  return spellings.flatMap(piecesOf).filter((piece) => text.includes(piece));
}

function piecesOf(secret: string): string[] {
  if (secret.length < pieceChars + 3) return [secret];
  return Array.from({ length: secret.length - pieceChars + 1 }, (_, at) => secret.slice(at, at + pieceChars));
}
