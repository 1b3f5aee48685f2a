import type { Command } from 'commander';
import type { Core } from '../core.js';
import { normaliseNumber } from './ticket-number.js';

interface Json {
  json?: boolean;
}

const NUMBER = 'such as TBU-000123';
const JSON_OPTION = 'print one JSON document';

/** Adds what a human says against the machine: `kentongan ticket recategorise|reroute|merge|unmerge|split|undo|reference`. */
export function addOverruleCommands(ticket: Command): void {
  ticket
    .command('recategorise')
    .description('say what a ticket is about; level, kind and deadline follow')
    .argument('<number>', NUMBER)
    .option('--category <slug>')
    .option('--level <slug>', "of the office's standard; the category's own where absent")
    .option('--kind <kind>', "complaint, aspiration or information-request; the category's own where absent")
    .option('--json', JSON_OPTION)
    .action(recategorise);
  ticket
    .command('reroute')
    .description('say whose a ticket is')
    .argument('<number>', NUMBER)
    .requiredOption('--agency <slug>')
    .option('--unit <slug>')
    .option('--json', JSON_OPTION)
    .action(reroute);
  ticket
    .command('merge')
    .description('let another ticket speak for this one: its reporter hears what that one is answered')
    .argument('<number>', NUMBER)
    .requiredOption('--into <number>', 'the ticket that shall speak for it')
    .option('--json', JSON_OPTION)
    .action(merge);
  ticket
    .command('unmerge')
    .description('let a merged ticket stand by itself again')
    .argument('<number>', NUMBER)
    .option('--json', JSON_OPTION)
    .action(unmerge);
  ticket
    .command('split')
    .description('make a ticket of its own of what else a ticket holds; the reporter learns its number')
    .argument('<number>', NUMBER)
    .option('--messages <list>', "the citizen's messages that are another complaint: their places in \"ticket show\" (2,3), or ids")
    .option('--text <text>', 'what the other complaint is, where it stands within a message that stays')
    .option('--json', JSON_OPTION)
    .action(split);
  ticket
    .command('undo')
    .description('take back the last overruling of a ticket')
    .argument('<number>', NUMBER)
    .option('--json', JSON_OPTION)
    .action(undo);
  ticket
    .command('reference')
    .description('note what another system calls a ticket; its answer becomes a task to copy it there')
    .argument('<number>', NUMBER)
    .requiredOption('--system <channel>', 'the manual channel that stands for the other system, such as manual-lapor')
    .requiredOption('--reference <text>', "the report's number there")
    .option('--json', JSON_OPTION)
    .action(reference);
} // prettier-ignore

async function recategorise(typed: string, options: Json & { category?: string; level?: string; kind?: string }): Promise<void> {
  const { json, ...wanted } = options;
  if (Object.keys(wanted).length === 0) throw new Error('Say what it is: --category, --level or --kind.');
  await run(
    json,
    ({ overruling }) => overruling.overrulings.recategorise(normaliseNumber(typed), wanted, 'cli'),
    ({ number, from, to }) =>
      `${number} is ${to.category ?? 'undecided'} (${to.level}, ${to.kind}) now; it was ${from.category ?? 'undecided'} (${from.level}, ${from.kind}).`,
  );
} // prettier-ignore

async function reroute(typed: string, { json, ...wanted }: Json & { agency: string; unit?: string }): Promise<void> {
  await run(
    json,
    ({ overruling }) => overruling.overrulings.reroute(normaliseNumber(typed), wanted, 'cli'),
    ({ number, from, to }) => `${number} is for ${place(to)} now; it was for ${place(from)}.`,
  );
}

async function merge(typed: string, { json, into }: Json & { into: string }): Promise<void> {
  await run(
    json,
    ({ overruling }) => overruling.merging.merge(normaliseNumber(typed), normaliseNumber(into), 'cli'),
    ({ number, leader }) => `${leader} speaks for ${number} now.`,
  );
}

async function unmerge(typed: string, { json }: Json): Promise<void> {
  await run(
    json,
    ({ overruling }) => overruling.merging.unmerge(normaliseNumber(typed), 'cli'),
    ({ number, leader }) => `${number} stands by itself again, apart from ${leader}.`,
  );
}

async function split(typed: string, { json, messages, text }: Json & { messages?: string; text?: string }): Promise<void> {
  const number = normaliseNumber(typed);
  await run(
    json,
    async ({ overruling, database, vault }) => {
      const { TicketQueries } = await import('../../replies/ticket-queries.js');
      const wanted = messages === undefined ? [] : messages.split(',').map((part) => part.trim());
      const own = (await new TicketQueries(database, vault).show(number))?.messages.filter(({ direction }) => direction === 'in');
      const ids = wanted.map((place) => (/^\d{1,4}$/.test(place) ? (own?.[Number(place) - 1]?.id ?? place) : place));
      return overruling.splitting.split(number, { messages: ids, ...(text !== undefined && { text }) }, 'cli');
    },
    ({ number: made, from, category, agency }) =>
      `${made} was split off ${from}: ${category ?? 'undecided'}, for ${agency ?? 'the triage'}.`,
  );
} // prettier-ignore

async function undo(typed: string, { json }: Json): Promise<void> {
  await run(
    json,
    ({ overruling }) => overruling.undoing.undo(normaliseNumber(typed), 'cli'),
    ({ number, what, other, from, to }) => `Undone on ${number}: ${what}${other === null ? `, ${JSON.stringify(from)} is ${JSON.stringify(to)} again` : ` (${other})`}.`,
  );
} // prettier-ignore

async function reference(typed: string, options: Json & { system: string; reference: string }): Promise<void> {
  await run(
    options.json,
    ({ overruling }) => overruling.references.give(normaliseNumber(typed), options.system, options.reference, 'cli'),
    ({ number, reference: written, repeated, task }) =>
      `${number} is ${written} in ${options.system}${repeated ? ', as noted before' : ''}.${task === null ? '' : `\nIts answer is to be copied there: kentongan task show ${task}`}`,
  );
} // prettier-ignore

async function run<T>(json: boolean | undefined, work: (core: Core) => Promise<T>, describe: (done: T) => string): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const done = await withCore(work);
  process.stdout.write(`${json ? JSON.stringify(done) : describe(done)}\n`);
} // prettier-ignore

function place({ agency, unit }: { agency: string | null; unit: string | null }): string {
  if (agency === null) return 'the triage';
  return unit === null ? agency : `${agency}, ${unit}`;
}
