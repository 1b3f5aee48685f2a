import type { Command } from 'commander';
import type { Account, AccountDirectory } from '../../accounts/account-directory.js';
import type { NewAccount } from '../../accounts/accounts.js';
import type { Core } from '../core.js';

interface AddOptions {
  role: string;
  tenant?: string;
  agency?: string;
  unit?: string;
  name: string;
  username?: string;
  email?: string;
  language: string;
  json?: boolean;
}

/** Registers `kentongan user add|list|reset-password|remove-factor|disable|enable`. */
export function register(program: Command): void {
  const user = program
    .command('user')
    .description("the console's users: add, list, reset-password, remove-factor, disable, enable");
  user
    .command('add')
    .description('somebody who may sign in to /console; their password is shown once, and changed at the first sign-in')
    .requiredOption('--role <role>', 'central-admin, admin, operator, officer, leadership')
    .requiredOption('--name <text>', 'their name')
    .option('--tenant <slug>', 'their office; none for a central admin')
    .option('--agency <slug>', "an officer's agency")
    .option('--unit <slug>', "an officer's unit of the agency; the whole agency where absent")
    .option('--username <name>', 'what they sign in with: this, their mailbox, or either')
    .option('--email <mailbox>', 'where a forgotten password is mailed')
    .option('--language <code>', 'id or en', 'id')
    .option('--json', 'print one JSON document')
    .action(add);
  user
    .command('list')
    .description('who may sign in')
    .option('--tenant <slug>', 'of this office alone')
    .option('--json', 'print one JSON document')
    .action(list);
  user
    .command('reset-password')
    .description('a new password, shown once; whoever is signed in by the account goes out')
    .argument('<who>', 'user name, mailbox or id')
    .option('--json', 'print one JSON document')
    .action(resetPassword);
  user
    .command('disable')
    .description('nobody signs in by it any more, and who is in goes out')
    .argument('<who>', 'user name, mailbox or id')
    .action((who: string) =>
      change(who, ({ accounts }, id) => accounts.accounts.disable(id), 'The account is disabled.'),
    );
  user
    .command('remove-factor')
    .description('no second factor any more: for a lost telephone')
    .argument('<who>', 'user name, mailbox or id')
    .action((who: string) =>
      change(who, ({ accounts }, id) => accounts.factor.remove(id), 'The second factor is removed.'),
    );
  user
    .command('enable')
    .description('takes that back')
    .argument('<who>', 'user name, mailbox or id')
    .action((who: string) =>
      change(who, ({ accounts }, id) => accounts.accounts.enable(id), 'The account is enabled.'),
    );
}

async function add(options: AddOptions): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const made = await withCore(async (core) => core.accounts.accounts.add(await newAccount(core, options)));
  process.stdout.write(
    options.json
      ? `${JSON.stringify(made)}\n`
      : `${made.password}\n\nHand it on to ${options.name}: it is not shown again, and is changed at the first sign-in (account ${made.id}).\n`,
  );
}

async function list(options: { tenant?: string; json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const all = await withCore(({ accounts }) => accounts.directory.list(options.tenant));
  if (options.json) process.stdout.write(`${JSON.stringify(all)}\n`);
  else process.stdout.write(all.length === 0 ? 'Nobody.\n' : `${all.map(line).join('\n')}\n`);
}

function line({ id, role, tenant, agency, unit, name, username, email, disabledAt }: Account): string {
  const place = [tenant ?? '(every office)', agency, unit].filter(Boolean).join('/');
  const known = [username, email].filter(Boolean).join(', ');
  return [id, role, place, name, known, ...(disabledAt ? ['disabled'] : [])].join('  ');
}

async function resetPassword(who: string, options: { json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const password = await withCore(async ({ accounts }) =>
    accounts.accounts.resetPassword(await idOf(accounts.directory, who)),
  );
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ password })}\n`
      : `${password}\n\nIt is not shown again, and is changed at the next sign-in.\n`,
  );
}

async function change(who: string, work: (core: Core, id: string) => Promise<void>, done: string): Promise<void> {
  const { withCore } = await import('./with-core.js');
  await withCore(async (core) => work(core, await idOf(core.accounts.directory, who)));
  process.stdout.write(`${done}\n`);
}

async function idOf(directory: AccountDirectory, who: string): Promise<string> {
  const byId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(who);
  const found = byId ? await directory.byId(who.toLowerCase()) : await directory.byName(who);
  if (!found) throw new Error('There is no such account. "kentongan user list" shows those there are.');
  return found.id;
}

async function newAccount({ configuration }: Core, options: AddOptions): Promise<NewAccount> {
  const { accountFaults } = await import('../../accounts/account-rules.js');
  const { LOCALES } = await import('../../tenants/tenant.js');
  const { tenant = null, agency = null, unit = null, name, role, username, email } = options;
  const locale = LOCALES.find((each) => each === options.language);
  if (!locale) throw new Error(`--language takes ${LOCALES.join(' or ')}.`);
  const wanted = { role, tenant, agency, unit, name, ...(username !== undefined && { username }), ...(email !== undefined && { email }) }; // prettier-ignore
  const [fault] = accountFaults(wanted, configuration.tenants);
  if (fault) throw new Error(FAULTS[fault.kind]);
  return { ...wanted, role: role as NewAccount['role'], locale };
}

const FAULTS = {
  role: '--role takes central-admin, admin, operator, officer or leadership.',
  'tenant-missing': '--tenant: everybody but a central admin belongs to an office.',
  'tenant-unknown': 'There is no such tenant.',
  'tenant-not-wanted': 'A central admin is of every office: leave --tenant out.',
  'agency-missing': '--agency: an officer belongs to an agency.',
  'agency-unknown': 'The office has no such agency.',
  'agency-not-wanted': '--agency and --unit are for officers.',
  'unit-unknown': 'The agency has no such unit.',
  name: '--name takes 1 to 100 letters.',
  'name-missing': '--username or --email: one of the two at least, to sign in with.',
  username: '--username takes 3 to 64 small letters, digits, dots, hyphens or underscores.',
  email: '--email takes a mailbox such as nama@instansi.go.id.',
} as const;
