import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { EntryRefused, type EntryFile } from '../../manual/entry-input.js';
import type { SentFile } from '../../outbox/sent-files.js';
import type { Locales } from '../../tenants/locales.js';

/** What `--attach` names. */
export function readFiles(paths: readonly string[]): Promise<EntryFile[]> {
  return Promise.all(paths.map(async (path) => ({ filename: basename(path), bytes: await readFile(path) })));
}

/** A line of a file that went out. */
export function fileLine({ filename, contentType, size }: Pick<SentFile, 'filename' | 'contentType' | 'size'>): string {
  return `${filename}  ${contentType}  ${String(size)} bytes`;
}

/** What was wrong with an entry or its files, in words; other errors as they are. */
export function wordsFor(error: unknown, locales: Locales, nothing: string): unknown {
  if (!(error instanceof EntryRefused)) return error;
  const lines = error.errors.map(
    ({ field, code, params }) => `  ${field}: ${locales.translate('en', `entry.errors.${code}`, params)}`,
  );
  return new Error(`${nothing}:\n${lines.join('\n')}`, { cause: error });
}
