import type { Command } from 'commander';
import type { Address } from '../../messaging/inbound-event.js';
import type { BreachView, DataKind } from '../../privacy/breaches.js';
import type { Core } from '../core.js';
import { momentOf } from './moment.js';

interface PersonOptions {
  tenant: string;
  address: string;
  out?: string;
  yes?: boolean;
  json?: boolean;
}

interface BreachOptions {
  tenant?: string;
  discovered?: string;
  what: string;
  data: string[];
  persons?: string;
  measures?: string;
  json?: boolean;
}

const many = (value: string, all: string[]): string[] => [...all, value];

/** Registers `kentongan privacy retention|export|erase|breach`. */
export function register(program: Command): void {
  const privacy = program
    .command('privacy')
    .description('what the law on personal data asks (UU 27/2022): retention, rights of a person, breaches');
  privacy
    .command('retention')
    .description('destroy now what the rules of the tenants say is over; the gateway does it each hour')
    .option('--json', 'print one JSON document')
    .action(retention);
  const person = (name: string, description: string): Command =>
    privacy
      .command(name)
      .description(description)
      .requiredOption('--tenant <slug>', 'the office that is asked')
      .requiredOption('--address <address>', 'a number or mailbox of the person, as they reported by it')
      .option('--json', 'print one JSON document');
  person('export', 'everything that an office holds on one person; see who they are first')
    .option('--out <file>', 'write it there and not to standard output')
    .action(exportPerson);
  person('erase', 'take out of an office’s tickets who a person is and what they wrote; the statistics stay')
    .option('--yes', 'it can not be undone: say so')
    .action(erasePerson);
  addBreach(privacy.command('breach').description('the register of failures of data protection, with its 72 hours'));
}

function addBreach(breach: Command): void {
  breach
    .command('add')
    .description('record one; the clock runs from when it was discovered')
    .option('--tenant <slug>', 'the office; every office where absent')
    .option('--discovered <ISO time>', 'now where absent')
    .requiredOption('--what <text>', 'what happened, when and how')
    .option('--data <kind>', 'which data; may be repeated', many, [])
    .option('--persons <number>', 'how many persons, as far as it is known')
    .option('--measures <text>', 'what is done about it')
    .option('--json', 'print one JSON document')
    .action(breachAdd);
  breach
    .command('list')
    .description('the most urgent first')
    .option('--tenant <slug>')
    .option('--json', 'print one JSON document')
    .action(breachList);
  breach
    .command('update')
    .description('note what was done')
    .argument('<id>')
    .option('--authority-told', 'the authority has been told in writing')
    .option('--persons-told', 'the persons have been told in writing')
    .option('--persons <number>')
    .option('--measures <text>')
    .option('--close', 'nothing is left to do')
    .option('--json', 'print one JSON document')
    .action(breachUpdate);
}

async function retention(options: { json?: boolean }): Promise<void> {
  const { RetentionRun } = await import('../../privacy/retention-run.js');
  const counts = await withCore((core, clock) =>
    new RetentionRun({ ...core, tenants: core.configuration.tenants, clock }).run(),
  );
  const lines = Object.entries(counts).map(([what, count]) => `${what.padEnd(14)} ${String(count)}`);
  process.stdout.write(options.json ? `${JSON.stringify(counts)}\n` : `${lines.join('\n')}\n`);
}

async function exportPerson(options: PersonOptions): Promise<void> {
  const { SubjectRights } = await import('../../privacy/subject-rights.js');
  const addresses = await addressesOf(options.address);
  const found = await withCore((core, clock) => {
    assertTenant(core, options.tenant);
    return new SubjectRights({ ...core, clock }).export(options.tenant, addresses, 'cli');
  });
  const json = JSON.stringify(found, null, options.json ? 0 : 2);
  if (options.out === undefined) return void process.stdout.write(`${json}\n`);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(options.out, `${json}\n`, { mode: 0o600, flag: 'wx' });
  process.stdout.write(`${String(found.tickets.length)} tickets, ${String(found.messages.length)} messages.\n`);
}

async function erasePerson(options: PersonOptions): Promise<void> {
  if (!options.yes) throw new Error('It can not be undone. Export first, then say --yes.');
  const { SubjectRights } = await import('../../privacy/subject-rights.js');
  const addresses = await addressesOf(options.address);
  const counts = await withCore((core, clock) => {
    assertTenant(core, options.tenant);
    return new SubjectRights({ ...core, clock }).erase(options.tenant, addresses, 'cli');
  });
  const lines = Object.entries(counts).map(([what, count]) => `${what.padEnd(14)} ${String(count)}`);
  process.stdout.write(options.json ? `${JSON.stringify(counts)}\n` : `${lines.join('\n')}\n`);
}

async function breachAdd(options: BreachOptions): Promise<void> {
  const { Breaches, DATA_KINDS } = await import('../../privacy/breaches.js');
  const unknown = options.data.filter((kind) => !DATA_KINDS.some((known) => known === kind));
  if (options.data.length === 0 || unknown.length > 0) throw new Error(`--data takes ${DATA_KINDS.join(', ')}.`);
  const discoveredAt = options.discovered === undefined ? undefined : momentOf('--discovered', options.discovered);
  const { tenant, what, measures } = options;
  const persons = wholeNumber(options.persons);
  const made = await withCore((core, clock) => {
    if (tenant !== undefined) assertTenant(core, tenant);
    return new Breaches({ ...core, clock }).add({
      what,
      dataKinds: options.data as DataKind[],
      discoveredAt: discoveredAt ?? clock.now(),
      by: 'cli',
      ...(tenant !== undefined && { tenant }),
      ...(persons !== undefined && { persons }),
      ...(measures !== undefined && { measures }),
    });
  });
  process.stdout.write(options.json ? `${JSON.stringify(made)}\n` : describe(made));
}

async function breachList(options: { tenant?: string; json?: boolean }): Promise<void> {
  const { Breaches } = await import('../../privacy/breaches.js');
  const found = await withCore((core, clock) => new Breaches({ ...core, clock }).list(options.tenant));
  if (options.json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else process.stdout.write(found.length === 0 ? 'No breaches.\n' : found.map(describe).join('\n'));
}

async function breachUpdate(
  id: string,
  options: { authorityTold?: true; personsTold?: true; persons?: string; measures?: string; close?: true; json?: true },
): Promise<void> {
  const { Breaches } = await import('../../privacy/breaches.js');
  const { json, persons: text, ...change } = options;
  const persons = wholeNumber(text);
  const changed = await withCore((core, clock) =>
    new Breaches({ ...core, clock }).change(id, { ...change, ...(persons !== undefined && { persons }) }),
  );
  process.stdout.write(json ? `${JSON.stringify(changed)}\n` : describe(changed));
}

/** A number may have written by SMS and by WhatsApp; chats without a number are named as the export names them. */
async function addressesOf(typed: string): Promise<Address[]> {
  const { parseEmail, parsePhone } = await import('../../channels/typed.js');
  const phone = parsePhone(typed.trim());
  if (phone) return [phone, { ...phone, kind: 'whatsapp' }];
  const mail = parseEmail(typed.trim());
  if (mail) return [mail];
  const [, kind, value] = /^(whatsapp|messenger|telegram):(.+)$/.exec(typed.trim()) ?? [];
  if ((kind === 'whatsapp' || kind === 'messenger' || kind === 'telegram') && value) return [{ kind, value }];
  throw new Error('--address is a telephone number, a mailbox, or such as telegram:12345.');
}

async function withCore<T>(work: (core: Core, clock: { now(): Date }) => Promise<T>): Promise<T> {
  const [{ withCore: open }, { systemClock }] = await Promise.all([
    import('./with-core.js'),
    import('../../observability/clock.js'),
  ]);
  return open((core) => work(core, systemClock));
}

function assertTenant({ configuration: { tenants } }: Core, slug: string): void {
  if (!tenants.bySlug(slug))
    throw new Error(
      `There is no tenant ${slug}; there are ${tenants
        .all()
        .map((tenant) => tenant.slug)
        .join(', ')}.`,
    );
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error('--persons is a whole number.');
  return Number(text);
}

function describe(breach: BreachView): string {
  const { id, tenant, discoveredAt, notifyBy, hoursLeft, closedAt } = breach;
  const clock =
    closedAt !== null
      ? `closed ${closedAt}`
      : hoursLeft === null
        ? 'all told'
        : hoursLeft < 0
          ? `LATE by ${String(-hoursLeft)} hours`
          : `${String(hoursLeft)} hours left`;
  return `${id}  ${tenant ?? 'all'}  discovered ${discoveredAt}  to be told by ${notifyBy}  ${clock}
  data: ${breach.dataKinds.join(', ')}; persons: ${breach.persons === null ? 'not known' : String(breach.persons)}
  authority told: ${breach.authorityToldAt ?? 'no'}; persons told: ${breach.personsToldAt ?? 'no'}
  ${breach.what}${breach.measures === null ? '' : `\n  ${breach.measures}`}
`;
}
