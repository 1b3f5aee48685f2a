/** Meta knows people by an id for each page; the sandbox's citizens are known by their number, and the one is made of the other. */
const PREFIX = '5000';

export function pageScopedId(citizen: string): string {
  return PREFIX + citizen.replace(/^\+/, '');
}

/** Undefined for an id that the stand-in has given nobody. */
export function citizenOf(id: string): string | undefined {
  return /^5000[1-9]\d{6,14}$/.test(id) ? `+${id.slice(PREFIX.length)}` : undefined;
}
