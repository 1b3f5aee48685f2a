import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Document } from 'yaml';
import { isNode, LineCounter, parseDocument } from 'yaml';

import type { ConfigError, ConfigPath } from './config-error.js';
import { describeValue, formatPath, isSecretPath, MASK } from './config-error.js';

/** Far more than any honest configuration file; keeps a wrong path from eating the memory. */
const LARGEST_FILE_BYTES = 4 * 1024 * 1024;

/** Where errors about one file are collected; knows its lines and what must not be printed. */
export class SourceFile {
  private readonly found: ConfigError[] = [];
  private readonly noted: ConfigError[] = [];
  private readonly substitutions = new Map<string, { template: string; revealed: boolean }>();
  private readonly secrets = new Set<string>();

  constructor(
    /** Relative to the configuration directory, with slashes. */
    readonly file: string,
    private readonly document?: Document,
    private readonly lines?: LineCounter,
  ) {}

  get errors(): readonly ConfigError[] {
    return this.found;
  }

  /** What starts all the same, and will be missed. */
  get warnings(): readonly ConfigError[] {
    return this.noted;
  }

  /** Records an error; the value is masked if its path or origin says that it may be secret. */
  error(path: ConfigPath, value: unknown, expected: string): void {
    this.found.push(this.entry(path, value, expected));
  }

  /** Records what keeps nothing from starting. */
  warn(path: ConfigPath, value: unknown, expected: string): void {
    this.noted.push(this.entry(path, value, expected));
  }

  private entry(path: ConfigPath, value: unknown, expected: string): ConfigError {
    const error: ConfigError = {
      file: this.file,
      path: formatPath(path),
      line: this.line(path),
      value: this.printable(path, value),
      expected: this.scrub(expected),
    };
    if (error.line === undefined) delete error.line;
    return error;
  }

  /** Records an error of YAML itself, which has a line but no path. */
  syntaxError(line: number | undefined, expected: string): void {
    this.found.push({ file: this.file, path: '', ...(line === undefined ? {} : { line }), value: null, expected });
  }

  /** Notes that the value at `path` came from variables: errors then show the template, not the value. */
  substituted(path: ConfigPath, template: string, value: string, revealed: boolean): void {
    this.substitutions.set(formatPath(path), { template, revealed });
    if (!revealed && value.length >= 4) this.secrets.add(value);
  }

  isSubstituted(path: ConfigPath): boolean {
    return this.substitutions.has(formatPath(path));
  }

  private printable(path: ConfigPath, value: unknown): ConfigError['value'] {
    const substitution = this.substitutions.get(formatPath(path));
    if (substitution !== undefined && !substitution.revealed) return substitution.template;
    if (value !== undefined && value !== null && isSecretPath(path)) return MASK;
    const shown = describeValue(value);
    return typeof shown === 'string' ? this.scrub(shown) : shown;
  }

  private scrub(text: string): string {
    let clean = text;
    for (const secret of this.secrets) clean = clean.replaceAll(secret, MASK);
    return clean;
  }

  /** The line of the value, or of the nearest thing around it that exists. */
  private line(path: ConfigPath): number | undefined {
    if (this.document === undefined || this.lines === undefined) return undefined;
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = length === 0 ? this.document.contents : this.document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range != null) return this.lines.linePos(node.range[0]).line;
    }
    return undefined;
  }
}

/** What reading one file gave; `value` is undefined where the file could not be read or parsed. */
export interface YamlFile {
  source: SourceFile;
  value: unknown;
}

/** Reads one YAML file of the configuration directory; what is wrong is in `source.errors`. */
export function readYamlFile(configDir: string, file: string): YamlFile {
  let text: string;
  try {
    const bytes = readFileSync(join(configDir, file));
    if (bytes.length > LARGEST_FILE_BYTES) return unreadable(file, `at most ${String(LARGEST_FILE_BYTES)} bytes`);
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    return unreadable(file, readingProblem(error));
  }
  return parseYaml(file, text);
}

/** Parses YAML text; `file` is how errors name it. */
export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const source = new SourceFile(file, document, lines);
  for (const problem of document.errors) {
    source.syntaxError(lines.linePos(problem.pos[0]).line, `valid YAML: ${problem.message}`);
  }
  if (document.errors.length > 0) return { source, value: undefined };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 50 });
    if (value === null || value === undefined) source.syntaxError(1, 'a mapping of keys; the file is empty');
    return { source, value: value ?? undefined };
  } catch {
    source.syntaxError(1, 'valid YAML with aliases that exist and are few');
    return { source, value: undefined };
  }
}

function unreadable(file: string, expected: string): YamlFile {
  const source = new SourceFile(file);
  source.syntaxError(undefined, expected);
  return { source, value: undefined };
}

function readingProblem(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'this file to exist; it is missing';
  if (code === 'EACCES' || code === 'EPERM') return 'a file that this user may read; permission was refused';
  if (code === 'EISDIR') return 'a file; this is a directory';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'text in UTF-8';
  return `a readable file (${code === '' ? 'it could not be read' : code})`;
}
