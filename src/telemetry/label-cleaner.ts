const maxChars = 128;

/**
 * Makes label values safe whatever a plugin hands over at run time: exactly the declared labels, strings
 * only, and none so long that it could be a text of a user.
 */
export function createLabelCleaner<L extends string>(
  names: readonly L[] = [],
): (labels: Readonly<Record<L, string>>) => Record<L, string> {
  return (labels) => {
    const clean = {} as Record<L, string>;
    for (const name of names) clean[name] = labelValue(labels[name]);
    return clean;
  };
}

function labelValue(value: unknown): string {
  if (value === undefined || value === null) return '_other';
  const text = typeof value === 'string' ? value : String(value);
  return text.length > maxChars ? text.slice(0, maxChars) : text;
}
