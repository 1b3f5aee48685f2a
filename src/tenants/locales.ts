import { CodedError } from '../messaging/errors.js';
import type { ConfigPath } from '../settings/config-error.js';
import { isMapping, textValue } from '../settings/reader.js';
import type { SourceFile } from '../settings/yaml-file.js';
import type { LocaleName } from './tenant.js';
import { LOCALES } from './tenant.js';

/** Injection token of `Locales`. */
export const TEXTS = Symbol('Locales');

export type TextParams = Readonly<Record<string, string | number>>;

const PLACEHOLDER = /\{([a-zA-Z][a-zA-Z0-9]*)\}/g;

/** The names in braces in a text, each once. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))];
}

/**
 * Puts the parameters into a text. What a parameter holds is never read as a placeholder itself.
 * @throws CodedError `text-parameter-missing`, which is a fault of the program.
 */
export function fillIn(text: string, params: TextParams): string {
  return text.replace(PLACEHOLDER, (_whole, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined)
      throw new CodedError('text-parameter-missing', `a text needs the parameter ${name}`, false);
    return String(value);
  });
}

/** The interface's texts in each language; loading made sure that all have the same keys. */
export class Locales {
  constructor(private readonly texts: Readonly<Record<LocaleName, ReadonlyMap<string, string>>>) {}

  /**
   * The text of a dotted key (`reply.help.short`) with its placeholders filled in.
   * @throws CodedError `text-missing` or `text-parameter-missing`: both are faults of the program.
   */
  translate(locale: LocaleName, key: string, params: TextParams = {}): string {
    const text = this.texts[locale].get(key);
    if (text === undefined) throw new CodedError('text-missing', `there is no text ${key} in ${locale}`, false);
    return fillIn(text, params);
  }

  /** With its placeholders as they stand; nothing where there is no such text. */
  raw(locale: LocaleName, key: string): string {
    return this.texts[locale].get(key) ?? '';
  }

  has(key: string): boolean {
    return this.texts.id.has(key);
  }

  keys(): string[] {
    return [...this.texts.id.keys()];
  }
}

/** As a function, where a class is too much. */
export function translate(locales: Locales, locale: LocaleName, key: string, params: TextParams = {}): string {
  return locales.translate(locale, key, params);
}

/** One text of a locale file: what it says and where it stands, for errors. */
export interface LocaleEntry {
  text: string;
  source: SourceFile;
  path: ConfigPath;
}
export type LocaleEntries = Record<LocaleName, Map<string, LocaleEntry>>;

/** Adds the texts of one file, nested keys joined by dots. */
export function readLocaleFile(entries: LocaleEntries, locale: LocaleName, source: SourceFile, value: unknown): void {
  const walk = (node: unknown, path: ConfigPath): void => {
    if (isMapping(node)) {
      for (const [key, item] of Object.entries(node)) walk(item, [...path, key]);
      return;
    }
    const text = textValue(source, path, node, { expected: 'text, or a mapping of further keys' });
    if (text === undefined) return;
    const key = path.join('.');
    const earlier = entries[locale].get(key);
    if (earlier !== undefined) source.error(path, text, `each key in one file only; ${earlier.source.file} has it too`);
    else entries[locale].set(key, { text, source, path });
  };
  if (isMapping(value)) walk(value, []);
  else source.error([], value, 'a mapping of keys to texts');
}

/** Records what one language has and another lacks: keys, and placeholders within a key. */
export function compareLocales(entries: LocaleEntries): void {
  for (const locale of LOCALES) {
    for (const [key, entry] of entries[locale]) {
      for (const other of LOCALES) {
        const twin = entries[other].get(key);
        if (twin === undefined) {
          entry.source.error(entry.path, entry.text, `this key in ${other} too; it is missing there`);
        } else if (locale < other) {
          const [here, there] = [placeholders(entry.text).sort().join(', '), placeholders(twin.text).sort().join(', ')];
          if (here !== there) {
            entry.source.error(
              entry.path,
              entry.text,
              `the same placeholders in ${locale} (${here}) and ${other} (${there})`,
            );
          }
        }
      }
    }
  }
}

export function localesOf(entries: LocaleEntries): Locales {
  const texts = (locale: LocaleName): ReadonlyMap<string, string> =>
    new Map([...entries[locale]].map(([key, entry]) => [key, entry.text]));
  return new Locales({ id: texts('id'), en: texts('en') });
}
