import { isAbsolute, join, resolve } from 'node:path';

import type { ConfigError } from './config-error.js';
import { formatConfigError, MASK } from './config-error.js';

export const ROLES = ['all', 'web', 'worker'] as const;
export type Role = (typeof ROLES)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says, read once at start. Frozen. */
export interface Settings {
  readonly role: Role;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  /** Absolute, like every path here. */
  readonly dataDir: string;
  readonly configDir: string;
  /** Without a slash at the end. */
  readonly publicUrl?: string;
  readonly keysFile: string;
  readonly sandbox: boolean;
  readonly production: boolean;
  readonly logLevel: LogLevel;
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  /** The environment as it was, for `${NAME}` in config/gateway.yaml. */
  readonly env: Environment;
}

/** Injection token of `Settings`. */
export const SETTINGS = Symbol('Settings');

/** Everything that is wrong in the environment, at once. */
export class SettingsError extends Error {
  constructor(readonly errors: readonly ConfigError[]) {
    super(`The environment has ${String(errors.length)} error(s):\n${errors.map(formatConfigError).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * Reads the environment, relative paths against `cwd`. A variable set to nothing counts as not set.
 * @throws SettingsError with every error.
 */
export function loadSettings(env: Environment = process.env, cwd: string = process.cwd()): Settings {
  const { settings, errors } = readSettings(env, cwd);
  if (errors.length > 0) throw new SettingsError(errors);
  return settings;
}

/** As `loadSettings`, for a check that goes on: where a variable is wrong its default stands in. */
export function readSettings(
  env: Environment = process.env,
  cwd: string = process.cwd(),
): { settings: Settings; errors: readonly ConfigError[] } {
  const read = new EnvironmentReader(env);
  const production = env.NODE_ENV === 'production';
  const sandbox = read.flag('KENTONGAN_SANDBOX', !production);
  if (production && sandbox) {
    read.error('KENTONGAN_SANDBOX', '0 when NODE_ENV=production: the sandbox signs with public secrets');
  }
  const dataDir = absolute(cwd, read.text('KENTONGAN_DATA') ?? 'data');
  const keysFile = read.text('KENTONGAN_KEYS');
  const settings: Settings = {
    role: read.oneOf('KENTONGAN_ROLE', ROLES, 'all'),
    port: read.port('PORT', 3000),
    host: read.text('HOST') ?? '127.0.0.1',
    dataDir,
    configDir: absolute(cwd, read.text('KENTONGAN_CONFIG') ?? 'config'),
    publicUrl: read.url('KENTONGAN_PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, ''),
    keysFile: keysFile === undefined ? join(dataDir, 'keys.json') : absolute(cwd, keysFile),
    sandbox,
    production,
    logLevel: read.oneOf('KENTONGAN_LOG_LEVEL', LOG_LEVELS, 'info'),
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:'], { secret: true }),
    redisUrl: read.url(
      'REDIS_URL',
      ['redis:', 'rediss:', 'redis+sentinel:', 'rediss+sentinel:', 'redis+cluster:', 'rediss+cluster:'],
      { secret: true },
    ),
    env: Object.freeze({ ...env }),
  };
  return { settings: Object.freeze(settings), errors: read.errors };
}

function absolute(cwd: string, path: string): string {
  return isAbsolute(path) ? resolve(path) : resolve(cwd, path);
}

class EnvironmentReader {
  readonly errors: ConfigError[] = [];

  constructor(private readonly env: Environment) {}

  text(name: string): string | undefined {
    const value = this.env[name]?.trim();
    return value === '' ? undefined : value;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return fallback;
    if (value === '1' || value === 'true') return true;
    if (value === '0' || value === 'false') return false;
    this.error(name, '1 or 0');
    return fallback;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const found = allowed.find((item) => item === value);
    if (found === undefined) this.error(name, `one of ${allowed.join(', ')}`);
    return found ?? fallback;
  }

  port(name: string, fallback: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (/^\d{1,5}$/.test(value) && Number(value) <= 65535) return Number(value);
    this.error(name, 'a port number from 0 to 65535');
    return fallback;
  }

  url(name: string, protocols: readonly string[], options: { secret?: boolean } = {}): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    // Sentinel and cluster URLs name several hosts, which the URL class does not read.
    const scheme = /^([a-z][a-z+]*:)\/\/[^/\s?]+/i.exec(value)?.[1]?.toLowerCase();
    if (scheme !== undefined && protocols.includes(scheme)) return value;
    const example = `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
    // These addresses may hold a password, and where they can't be read nobody knows in which part.
    this.errors.push({
      file: 'environment',
      path: name,
      value: options.secret === true ? MASK : value,
      expected: example,
    });
    return undefined;
  }

  error(name: string, expected: string): void {
    this.errors.push({ file: 'environment', path: name, value: this.env[name] ?? null, expected });
  }
}
