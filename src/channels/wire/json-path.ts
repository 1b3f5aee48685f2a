/**
 * The value at a dotted path (`data.messages.0.id`); `.` is the document itself. Own
 * and enumerable properties only: `constructor`, `__proto__` and a list's `length` lead nowhere.
 */
export function valueAt(document: unknown, path: string): unknown {
  if (path === '.') return document;
  let value = document;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.prototype.propertyIsEnumerable.call(value, part))
      return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** Scalars as text: numbers in JSON are common for ids and telephone numbers. Undefined for the rest. */
export function textAt(document: unknown, path: string): string | undefined {
  const value = valueAt(document, path);
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  // A number past 2^53 was rounded by the parser: as an identity it could collide.
  return typeof value === 'number' && (!Number.isInteger(value) || Number.isSafeInteger(value))
    ? String(value)
    : undefined;
}

/** Puts a value at a dotted path, making objects, and arrays where the next part is a number. */
export function setAt(document: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.');
  let place: Record<string, unknown> = document;
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    if (next === undefined) {
      place[part] = value;
      return;
    }
    const existing = Object.hasOwn(place, part) ? place[part] : undefined;
    const child = typeof existing === 'object' && existing !== null ? existing : /^\d{1,3}$/.test(next) ? [] : {};
    place[part] = child;
    place = child as Record<string, unknown>;
  });
}
