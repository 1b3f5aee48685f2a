import type { Command } from 'commander';
import type { StaffRole } from '../../tenants/staff-role.js';
import type { StaffMeans } from '../../tenants/staff.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { Core } from '../core.js';

interface AddOptions extends Partial<Record<StaffMeans, string>> {
  tenant: string;
  agency?: string;
  unit?: string;
  role?: string;
  name: string;
  channel?: string;
  json?: boolean;
}

/** Registers `kentongan officer list|add|remove`. */
export function register(program: Command): void {
  const officer = program.command('officer').description('people of agencies and of the offices: list, add, remove');
  officer
    .command('list')
    .description('who is told of what')
    .option('--tenant <slug>', 'of this office alone')
    .option('--agency <slug>', 'of this agency alone')
    .option('--json', 'print one JSON document')
    .action(list);
  officer
    .command('add')
    .description('somebody to tell; who is there already, in the same place with the same address, is changed')
    .requiredOption('--tenant <slug>', 'the office')
    .option('--agency <slug>', "the agency; the office's own people where absent")
    .option('--unit <slug>', 'the unit of the agency')
    .option('--role <role>', 'officer, agency-head; of the office admin, head, leadership')
    .requiredOption('--name <text>', 'their name')
    .option('--email <mailbox>', 'exactly one of these three: people are told once')
    .option('--whatsapp <number>')
    .option('--sms <number>')
    .option('--channel <id>', 'the channel that tells them, where it is not the first that can')
    .option('--json', 'print one JSON document')
    .action(add);
  officer.command('remove').description('tell somebody nothing more').argument('<id>').action(remove);
}

async function list(options: { tenant?: string; agency?: string; json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const members = await withCore(async ({ database, staff, configuration }) => {
    const tenants = configuration.tenants
      .all()
      .filter(({ slug }) => options.tenant === undefined || slug === options.tenant);
    const { agency } = options;
    const lists = await Promise.all(
      tenants.map(({ slug }) => staff.list(database, { tenant: slug, ...(agency !== undefined && { agency }) })),
    );
    return lists.flat();
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(members)}\n`);
    return;
  }
  const lines = members.map(({ id, tenant, agency, unit, role, name, address }) =>
    [id, tenant, [agency ?? '(office)', unit].filter(Boolean).join('/'), role, name, address.value].join('  '),
  );
  process.stdout.write(lines.length === 0 ? 'Nobody.\n' : `${lines.join('\n')}\n`);
}

async function add(options: AddOptions): Promise<void> {
  const [{ withCore }, { StaffDesk }, { systemClock }] = await Promise.all([
    import('./with-core.js'),
    import('../../agencies/staff-desk.js'),
    import('../../observability/clock.js'),
  ]);
  const id = await withCore(async (core) => {
    const member = await newMember(core, options);
    const { database, vault } = core;
    return new StaffDesk({ database, vault, clock: systemClock }).add(member);
  });
  process.stdout.write(options.json ? `${JSON.stringify({ id })}\n` : `${options.name} is told from now on (${id}).\n`);
}

async function remove(id: string): Promise<void> {
  const [{ withCore }, { StaffDesk }, { systemClock }] = await Promise.all([
    import('./with-core.js'),
    import('../../agencies/staff-desk.js'),
    import('../../observability/clock.js'),
  ]);
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    throw new Error('There is no such person. "kentongan officer list" shows those there are.');
  await withCore(({ database, vault }) => new StaffDesk({ database, vault, clock: systemClock }).remove(id));
  process.stdout.write('They are told nothing more.\n');
}

async function newMember({ configuration, channels }: Core, options: AddOptions) {
  const { STAFF_ADDRESS_FORMS, STAFF_MEANS, staffAddress } = await import('../../tenants/staff.js');
  const tenant = configuration.tenants.bySlug(options.tenant);
  if (!tenant) throw new Error(`There is no tenant ${options.tenant}.`);
  const place = placeOf(tenant, options);
  const [means, ...more] = STAFF_MEANS.filter((known) => options[known] !== undefined);
  if (means === undefined || more.length > 0)
    throw new Error('Exactly one of --email, --whatsapp and --sms: people are told once.');
  const address = staffAddress(means, options[means] ?? '');
  if (!address) throw new Error(`--${means} takes ${STAFF_ADDRESS_FORMS[means].replace(', in quotes', '')}.`);
  const { staffChannel } = await import('../../agencies/staff-notices.js');
  const channelId = options.channel ?? null;
  const chosen = staffChannel({ tenant: tenant.slug, address, channelId }, channels);
  if (channelId !== null && chosen?.id !== channelId)
    throw new Error(
      `${channelId} is no running channel that reaches them. "kentongan channel list" shows those there are.`,
    );
  return { ...place, tenant: tenant.slug, role: await roleOf(options), name: options.name, address, channelId };
}

function placeOf(tenant: Tenant, { agency: slug, unit }: AddOptions): { agency: string | null; unit: string | null } {
  if (slug === undefined) {
    if (unit !== undefined) throw new Error('--unit needs its --agency.');
    return { agency: null, unit: null };
  }
  const agency = tenant.agencies.find((known) => known.slug === slug);
  if (!agency)
    throw new Error(`${tenant.slug} has no agency ${slug}: ${tenant.agencies.map((known) => known.slug).join(', ')}.`);
  if (unit !== undefined && !agency.units.some((known) => known.slug === unit))
    throw new Error(
      `${slug} has no unit ${unit}: ${agency.units.map((known) => known.slug).join(', ') || 'it has none'}.`,
    );
  return { agency: slug, unit: unit ?? null };
}

async function roleOf({ agency, role }: AddOptions): Promise<StaffRole> {
  const { AGENCY_ROLES, OFFICE_ROLES } = await import('../../tenants/staff-role.js');
  const roles: readonly StaffRole[] = agency === undefined ? OFFICE_ROLES : AGENCY_ROLES;
  if (role === undefined && agency !== undefined) return 'officer';
  const found = roles.find((known) => known === role);
  if (!found) throw new Error(`--role takes ${roles.join(', ')} here.`);
  return found;
}
