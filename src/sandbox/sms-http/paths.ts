/** Dotted paths in JSON documents (`messages.0.to`), as the settings of the http provider use them. */

type Json = Record<string, unknown> | unknown[];

const isContainer = (value: unknown): value is Json => typeof value === 'object' && value !== null;

export function valueAt(document: unknown, path: string): unknown {
  if (path === '.') return document;
  let here: unknown = document;
  for (const part of path.split('.')) {
    if (!isContainer(here) || !Object.hasOwn(here, part)) return undefined;
    here = (here as Record<string, unknown>)[part];
  }
  return here;
}

/** Sets a value, making objects, and arrays where the next part is a number. */
export function setAt(document: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.');
  let here = document;
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    if (next === undefined) {
      here[part] = value;
      return;
    }
    if (!isContainer(here[part])) here[part] = /^\d+$/.test(next) ? [] : {};
    here = here[part] as Record<string, unknown>;
  });
}
