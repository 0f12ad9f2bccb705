/** Longer keys are no typing errors and would cost time. */
const maxLength = 64;

/** The known key that a wrong one was probably meant to be. */
export function nearestKey(wrong: string, known: Iterable<string>): string | undefined {
  if (wrong.length > maxLength) return undefined;
  const candidates = [...known];
  return nearestSpelling(wrong, candidates) ?? candidates.find((key) => key.startsWith(`${wrong}_`));
}

function nearestSpelling(wrong: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  // At least one letter must be right.
  let best = Math.min(Math.max(2, Math.floor(wrong.length / 3)) + 1, wrong.length);
  for (const key of known) {
    if (key.length > maxLength) continue;
    const distance = editDistance(wrong, key);
    if (distance >= best) continue;
    best = distance;
    nearest = key;
  }
  return nearest;
}

/** Levenshtein: insertions, deletions and replacements from one word to the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
