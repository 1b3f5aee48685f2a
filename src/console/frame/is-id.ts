const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether it may name a row at all: anything else PostgreSQL would refuse to compare. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
