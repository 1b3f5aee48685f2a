import type { Command } from 'commander';
import type { ApiKey, ApiKeys, Scope } from '../../api/api-keys.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { Core } from '../core.js';

interface CreateOptions {
  name: string;
  tenant?: string;
  agency?: string;
  scope: string[];
  days?: string;
  rate: string;
  json?: boolean;
}

/** Registers `kentongan apikey create|list|revoke`. */
export function register(program: Command): void {
  const apikey = program.command('apikey').description('keys for /api/v1: create, list, revoke');
  apikey
    .command('create')
    .description('make a key; it is shown once and kept nowhere')
    .requiredOption('--name <text>', 'what it is for')
    .option('--tenant <slug>', "only for this office's tickets; every office's where absent")
    .option('--agency <slug>', "for an agency's own system: only what that agency of the office was handed")
    .option(
      '--scope <scope>',
      'may be repeated; see docs/api.md',
      (scope: string, all: string[]) => [...all, scope],
      [],
    )
    .option('--days <number>', 'how long it is valid; until it is revoked where absent')
    .option('--rate <number>', 'requests a minute', '120')
    .option('--json', 'print one JSON document')
    .action(create);
  apikey
    .command('list')
    .description('keys, with when they were last used')
    .option('--json', 'print one JSON document')
    .action(list);
  apikey.command('revoke').description('a key that works no more, at once').argument('<id>').action(revoke);
}

async function create(options: CreateOptions): Promise<void> {
  const [{ AGENCY_SCOPES, SCOPES }, { systemClock }] = await Promise.all([
    import('../../api/api-keys.js'),
    import('../../observability/clock.js'),
  ]);
  const { agency } = options;
  const possible: readonly Scope[] = agency === undefined ? SCOPES : AGENCY_SCOPES;
  const unknown = options.scope.filter((scope) => !possible.some((known) => known === scope));
  if (options.scope.length === 0 || unknown.length > 0)
    throw new Error(
      `--scope takes ${possible.join(', ')}${agency === undefined ? '' : ' for an agency'}; at least one${unknown.length > 0 ? `, not ${unknown.join(', ')}` : ''}.`,
    );
  const days = options.days === undefined ? undefined : wholeNumber('--days', options.days, 3_650);
  const ratePerMinute = wholeNumber('--rate', options.rate, 100_000);
  const { tenant, name } = options;
  const made = await withKeys(async (keys, { configuration }) => {
    if (tenant !== undefined && !configuration.tenants.bySlug(tenant)) throw new Error(`There is no tenant ${tenant}.`);
    if (agency !== undefined) assertAgency(configuration.tenants.bySlug(tenant ?? ''), agency);
    return keys.create({
      name,
      scopes: options.scope as Scope[],
      ratePerMinute,
      ...(tenant !== undefined && { tenant }),
      ...(agency !== undefined && { agency }),
      ...(days !== undefined && { expiresAt: new Date(systemClock.now().getTime() + days * 86_400_000) }),
    });
  });
  process.stdout.write(
    options.json
      ? `${JSON.stringify(made)}\n`
      : `${made.key}\n\nKeep it now: it is not shown again. To end it: kentongan apikey revoke ${made.id}\n`,
  );
}

async function list(options: { json?: boolean }): Promise<void> {
  const keys = await withKeys((all) => all.list());
  if (options.json) process.stdout.write(`${JSON.stringify(keys)}\n`);
  else process.stdout.write(keys.length === 0 ? 'No keys.\n' : `${keys.map(line).join('\n')}\n`);
}

async function revoke(id: string): Promise<void> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    throw new Error('There is no such key. "kentongan apikey list" shows those there are.');
  await withKeys((keys) => keys.revoke(id));
  process.stdout.write(`Key ${id} works no more.\n`);
}

async function withKeys<T>(work: (keys: ApiKeys, core: Core) => Promise<T>): Promise<T> {
  const [{ withCore }, api, { systemClock }] = await Promise.all([
    import('./with-core.js'),
    import('../../api/api-keys.js'),
    import('../../observability/clock.js'),
  ]);
  return withCore((core) =>
    work(new api.ApiKeys({ database: core.database, keys: core.keys, clock: systemClock }), core),
  );
}

function assertAgency(tenant: Tenant | undefined, agency: string): void {
  if (!tenant) throw new Error('--agency needs --tenant: the office whose agency it is.');
  const known = tenant.agencies.map(({ slug }) => slug);
  if (!known.includes(agency)) throw new Error(`${tenant.slug} has no agency ${agency}: it has ${known.join(', ')}.`);
}

function wholeNumber(option: string, text: string, max: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  throw new Error(`${option} takes a whole number from 1 to ${String(max)}.`);
}

function line({ id, name, tenant, agency, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey): string {
  const state = revokedAt
    ? `revoked ${revokedAt.toISOString()}`
    : expiresAt
      ? `until ${expiresAt.toISOString()}`
      : 'valid';
  const used = lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'never used';
  const whose = tenant === null ? '(every office)' : agency === null ? tenant : `${tenant}/${agency}`;
  return [id, whose, state, used, `made ${createdAt.toISOString()}`, scopes.join(','), name].join('  ');
}
