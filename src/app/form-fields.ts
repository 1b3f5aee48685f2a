/**
 * Fields of a form as browsers post it (`application/x-www-form-urlencoded`). Fields named `...[]` may stand there several
 * times, and come as a list; of others the last one counts. Read in one pass: anybody may send a form of nothing but
 * such fields.
 */
export function formFields(body: string): Record<string, string | string[]> {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(body)) {
    const known = fields.get(name);
    if (!name.endsWith('[]')) fields.set(name, value);
    else if (Array.isArray(known)) known.push(value);
    else fields.set(name, [value]);
  }
  return Object.fromEntries(fields);
}
