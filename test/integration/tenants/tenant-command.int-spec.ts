import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { register } from '../../../src/app/cli/tenant.command.js';
import { openCore, readConfiguration, type Core } from '../../../src/app/core.js';
import { loadSettings } from '../../../src/settings/settings.js';
import { parseYaml } from '../../../src/settings/yaml-file.js';
import { readTenant } from '../../../src/tenants/tenant-loader.js';
import { CapturedLogs } from '../../kit/captured-logs.js';
import { runCommand } from '../../kit/command-line.js';
import { createTestDatabase, type TestDatabase } from '../../kit/postgres.js';
import { CONFIG_DIRECTORY } from '../../kit/shipped.js';

describe('kentongan tenant', () => {
  let db: TestDatabase;
  let dataDir: string;
  let env: NodeJS.ProcessEnv;
  let core: Core;

  beforeAll(async () => {
    db = await createTestDatabase();
    dataDir = mkdtempSync(join(tmpdir(), 'kentongan-tenant-'));
    env = { KENTONGAN_CONFIG: CONFIG_DIRECTORY, KENTONGAN_DATA: dataDir, DATABASE_URL: db.url, KENTONGAN_SANDBOX: '1' };
    const settings = loadSettings(env);
    core = await openCore(settings, readConfiguration(settings), new CapturedLogs().logger);
  });
  afterAll(async () => {
    await core.close();
    await db.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const run = async (...words: string[]) => (await runCommand(register, env, ['tenant', ...words])).out;

  it('says that nothing was edited', async () => {
    expect(await run('history', '--tenant', 'bangli')).toBe('Nothing was edited in the console.\n');
    await expect(run('export', '--tenant', 'tidak-ada')).rejects.toThrow('There is no tenant tidak-ada.');
  });

  it('exports the file as it holds: valid, with the edits, and with variables still named', async () => {
    const replyTexts = { fixed: { short: 'Syukurlah. {number} selesai.' } };
    await core.revisions.save({ tenant: 'tanah-bumbu', base: 0, edits: { replyTexts }, actor: 'user:7', note: 'lebih ramah' }); // prettier-ignore
    const out = await run('export', '--tenant', 'tanah-bumbu');
    expect(out).toContain('# The file with revision 1 of the console.');
    expect(out).toContain('${STAFF_TANAHBUMBU_ADMIN}');
    expect(parse(out)).toMatchObject({ slug: 'tanah-bumbu', replyTexts });
    const { source, value } = parseYaml('tenants/tanah-bumbu.yaml', out);
    const tenant = readTenant(source, value, {});
    expect(source.errors).toEqual([]);
    expect(tenant.replyTexts).toEqual({ 'fixed.short': 'Syukurlah. {number} selesai.' });
    expect(tenant.routing).toEqual(core.configuration.tenants.bySlug('tanah-bumbu')?.routing);
  });

  it('tells who edited what, and which state holds', async () => {
    expect(await run('history', '--tenant', 'tanah-bumbu')).toMatch(/^1 \* .* user:7 {2}replyTexts fixed.short added {2}\(lebih ramah\)\n$/); // prettier-ignore
    expect(JSON.parse(await run('history', '--tenant', 'tanah-bumbu', '--json'))).toMatchObject({
      applied: 1,
      errors: [],
      revisions: [{ number: 1, savedBy: 'user:7', note: 'lebih ramah', changes: [{ item: 'fixed.short' }] }],
    });
  });
});
