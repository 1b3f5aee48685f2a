import { loadSettings, readSettings, SettingsError } from '../../../src/settings/settings.js';

/** Jest's own matcher is typed `any`. */
const containing = (text: string): unknown => expect.stringContaining(text);
const errorsOf = (env: Record<string, string>) => readSettings(env, '/srv/app').errors;

describe('settings', () => {
  it('has a default for everything', () => {
    expect(loadSettings({}, '/srv/app')).toEqual({
      role: 'all',
      port: 3000,
      host: '127.0.0.1',
      dataDir: '/srv/app/data',
      configDir: '/srv/app/config',
      publicUrl: undefined,
      keysFile: '/srv/app/data/keys.json',
      sandbox: true,
      production: false,
      logLevel: 'info',
      databaseUrl: undefined,
      redisUrl: undefined,
      env: {},
    });
  });

  it('reads what is set', () => {
    const env = {
      PORT: '8080',
      HOST: '0.0.0.0',
      NODE_ENV: 'production',
      KENTONGAN_ROLE: 'worker',
      KENTONGAN_DATA: '/var/lib/kentongan',
      KENTONGAN_CONFIG: '../etc',
      KENTONGAN_KEYS: 'keys/file.json',
      KENTONGAN_PUBLIC_URL: 'https://lapor.example.id/',
      KENTONGAN_LOG_LEVEL: 'debug',
      DATABASE_URL: 'postgres://user@db/kentongan',
      REDIS_URL: 'rediss://cache:6380/1',
    };
    expect(loadSettings(env, '/srv/app')).toMatchObject({
      role: 'worker',
      port: 8080,
      host: '0.0.0.0',
      production: true,
      sandbox: false,
      dataDir: '/var/lib/kentongan',
      configDir: '/srv/etc',
      keysFile: '/srv/app/keys/file.json',
      publicUrl: 'https://lapor.example.id',
      logLevel: 'debug',
      databaseUrl: 'postgres://user@db/kentongan',
      redisUrl: 'rediss://cache:6380/1',
      env,
    });
  });

  it('is frozen, and so is its copy of the environment', () => {
    const env: Record<string, string> = { A: '1' };
    const settings = loadSettings(env);
    env.A = '2';
    expect(settings.env.A).toBe('1');
    expect(Object.isFrozen(settings) && Object.isFrozen(settings.env)).toBe(true);
  });

  it('takes a variable set to nothing as not set', () => {
    expect(loadSettings({ PORT: '', DATABASE_URL: ' ', KENTONGAN_SANDBOX: '' })).toMatchObject({
      port: 3000,
      sandbox: true,
      databaseUrl: undefined,
    });
  });

  it.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
  ])('KENTONGAN_SANDBOX=%s', (value, sandbox) => {
    expect(loadSettings({ KENTONGAN_SANDBOX: value }).sandbox).toBe(sandbox);
  });

  it('refuses the sandbox in production', () => {
    expect(errorsOf({ NODE_ENV: 'production', KENTONGAN_SANDBOX: '1' })).toEqual([
      {
        file: 'environment',
        path: 'KENTONGAN_SANDBOX',
        value: '1',
        expected: containing('0 when NODE_ENV=production'),
      },
    ]);
  });

  it.each([
    ['PORT', 'eighty', 'eighty', 'a port number from 0 to 65535'],
    ['PORT', '65536', '65536', 'a port number from 0 to 65535'],
    ['KENTONGAN_ROLE', 'boss', 'boss', 'one of all, web, worker'],
    ['KENTONGAN_SANDBOX', 'maybe', 'maybe', '1 or 0'],
    ['KENTONGAN_LOG_LEVEL', 'loud', 'loud', 'one of fatal'],
    ['KENTONGAN_PUBLIC_URL', 'lapor.example.id', 'lapor.example.id', 'http:// or https://'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x', '********', 'postgres:// or postgresql://'],
    ['REDIS_URL', 'http://:hunter2@cache', '********', 'redis://'],
  ])('%s=%s is an error', (path, given, value, expected) => {
    expect(errorsOf({ [path]: given })).toEqual([{ file: 'environment', path, value, expected: containing(expected) }]);
  });

  it('throws every error at once, without a password in the message', () => {
    const env = { PORT: 'x', KENTONGAN_ROLE: 'y', DATABASE_URL: 'hunter2' };
    expect(() => loadSettings(env)).toThrow(SettingsError);
    try {
      loadSettings(env);
    } catch (error) {
      const message = (error as Error).message;
      for (const name of ['PORT', 'KENTONGAN_ROLE', 'DATABASE_URL']) expect(message).toContain(name);
      expect(message).not.toContain('hunter2');
    }
  });
});
