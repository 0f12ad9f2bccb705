import { redactText } from 'glassgate/plugin-api';

const maxFields = 20;
const maxNameChars = 64;

/** What a body looks like without what it says: `{"text": "text(812)", "ok": "boolean"}`. */
export function shapeOf(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return kindOf(body);
  // Without a prototype, so that a field named `__proto__` is a field like any other.
  const shape: Record<string, string | null> = Object.create(null);
  const fields = Object.entries(body);
  for (const [name, value] of fields.slice(0, maxFields)) {
    shape[redactText(name).slice(0, maxNameChars)] = kindOf(value);
  }
  if (fields.length > maxFields) shape['…'] = `${fields.length - maxFields} more`;
  return shape;
}

function kindOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return `text(${value.length})`;
  if (Array.isArray(value)) return `list(${value.length})`;
  return typeof value === 'object' ? `object(${Object.keys(value).length})` : typeof value;
}
