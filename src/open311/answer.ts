import { create } from 'xmlbuilder2';

export const FORMATS = { xml: 'text/xml; charset=utf-8', json: 'application/json; charset=utf-8' } as const;
export type Format = keyof typeof FORMATS;

/** What is answered, as the specification shapes it in either format. */
export interface Open311Answer {
  json: unknown;
  /** One root element. */
  xml: Readonly<Record<string, unknown>>;
}

export function formatOf(ending: string): Format | undefined {
  return ending === 'xml' || ending === 'json' ? ending : undefined;
}

/** `[{...}]`, and in XML `<requests><request>...`. */
export function listed(root: string, element: string, items: readonly object[]): Open311Answer {
  return { json: items, xml: { [root]: { [element]: items } } };
}

/** The body. What citizens write may hold characters that no XML may: they are replaced. */
export function written(answer: Open311Answer, format: Format): string {
  if (format === 'json') return JSON.stringify(answer.json);
  const options = { version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD', keepNullNodes: true } as const;
  return create(options, answer.xml).end();
}
