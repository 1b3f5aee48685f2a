import { register } from '../../../src/app/cli/config.command.js';
import type { ConfigError } from '../../../src/settings/config-error.js';
import { runCommand } from '../../kit/command-line.js';
import { change, smallConfig, writeFiles } from './small-config.js';

const check = (env: Record<string, string>, ...options: string[]): ReturnType<typeof runCommand> =>
  runCommand(register, env, ['config', 'check', ...options]);

/** Without channels of the providers that only tests know. */
function directory(break_?: (files: ReturnType<typeof smallConfig>) => void): string {
  const files = smallConfig();
  change(files, 'gateway.yaml', 'channels', [
    { id: 'web-alpha', kind: 'web', provider: 'form', enabled: true, tenant: 'alpha' },
  ]);
  break_?.(files);
  return writeFiles(files);
}

describe('kentongan config check', () => {
  it('prints one JSON document and leaves the exit code alone where all is in order', async () => {
    const { out, exitCode } = await check({ KENTONGAN_CONFIG: directory() }, '--json');
    expect(JSON.parse(out)).toEqual({ ok: true, errors: [], warnings: [] });
    expect(exitCode).toBeUndefined();
  });

  it('names whom nobody could tell, and exits with 0 all the same', async () => {
    const KENTONGAN_CONFIG = directory((files) => {
      change(files, 'tenants/alpha.yaml', 'staff', [
        { role: 'admin', name: 'Admin', email: '${ADMIN_OF_ALPHA}' },
        { role: 'head', name: 'Kepala', sms: '0811-0000-0071' },
      ]);
    });
    const production = { KENTONGAN_CONFIG, KENTONGAN_SANDBOX: '0' };
    const { out, exitCode } = await check(production, '--json');
    const { ok, warnings } = JSON.parse(out) as { ok: boolean; warnings: ConfigError[] };
    expect([ok, exitCode]).toEqual([true, undefined]);
    expect(
      warnings.filter(({ file }) => file === 'tenants/alpha.yaml').map(({ path, value }) => [path, value]),
    ).toEqual([
      ['staff[0].email', '${ADMIN_OF_ALPHA}'],
      ['staff', null],
      ['agencies[0].officers', null],
    ]);
    const told = await check({ ...production, ADMIN_OF_ALPHA: 'Admin@Instansi.example' });
    expect(told.out).toContain('The configuration is in order.');
    expect(told.out).toContain('agencies[0].officers');
    expect(told.out).not.toMatch(/instansi|alpha.yaml:\d+ {2}staff/i);
  });

  it('prints every error, the environment first, and exits with 1', async () => {
    const KENTONGAN_CONFIG = directory((files) => {
      change(files, 'tenants/alpha.yaml', 'zone', 'X');
    });
    const { out, exitCode } = await check({ KENTONGAN_CONFIG, PORT: 'abc', KENTONGAN_ROLE: 'boss' }, '--json');
    const { ok, errors } = JSON.parse(out) as { ok: boolean; errors: ConfigError[] };
    expect(ok).toBe(false);
    expect(errors.map(({ file, path, value }) => [file, path, value])).toEqual([
      ['environment', 'KENTONGAN_ROLE', 'boss'],
      ['environment', 'PORT', 'abc'],
      ['tenants/alpha.yaml', 'zone', 'X'],
    ]);
    for (const error of errors)
      expect(Object.keys(error)).toEqual(expect.arrayContaining(['file', 'path', 'value', 'expected']));
    expect(exitCode).toBe(1);
  });

  it.each([
    ['KENTONGAN_SANDBOX=0', { KENTONGAN_SANDBOX: '0' }],
    ['NODE_ENV=production', { NODE_ENV: 'production' }],
  ])('%s: what the sandbox would supply is missing', async (_name, env) => {
    const KENTONGAN_CONFIG = directory((files) => {
      change(files, 'gateway.yaml', 'trustedProxies', ['${TWILIO_API_BASE}']);
    });
    const { out } = await check({ KENTONGAN_CONFIG, ...env }, '--json');
    expect(out).toContain('the environment variable TWILIO_API_BASE to be set');
  });

  it('is readable without --json', async () => {
    expect((await check({ KENTONGAN_CONFIG: directory() })).out).toBe('The configuration is in order.\n');
    const KENTONGAN_CONFIG = directory((files) => {
      change(files, 'tenants/alpha.yaml', 'zone', 'X');
    });
    const { out, exitCode } = await check({ KENTONGAN_CONFIG });
    expect(out).toMatch(
      /^tenants\/alpha\.yaml:5 {2}zone\n {2}found {5}"X"\n {2}expected {2}one of WIB, WITA, WIT\n\nOne error; nothing was started\.\n$/,
    );
    expect(exitCode).toBe(1);
  });
});
