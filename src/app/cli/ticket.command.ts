import type { Command } from 'commander';
import { addEntryCommand } from './ticket-add.js';
import { addDispatchCommands } from './ticket-dispatch.js';
import { addResponseCommands } from './ticket-responses.js';
import { addEndingCommands } from './ticket-endings.js';
import { readFiles, wordsFor } from './ticket-files.js';
import { normaliseNumber } from './ticket-number.js';
import { addOverruleCommands } from './ticket-overrule.js';
import { ticketLine, ticketText } from './ticket-text.js';

/** Registers `kentongan ticket list|show|answer|add|dispatch|return|withdraw|archive|close|reopen`, and what overrules the machine. */
export function register(program: Command): void {
  const ticket = program
    .command('ticket')
    .description('complaints: list, show, answer, add, dispatch, return, withdraw, archive, close, reopen, correct');
  ticket
    .command('list')
    .description('tickets, newest first')
    .option('--tenant <slug>', 'only of this tenant')
    .option('--state <state>', 'only in this state (received, triage, answered, ...)')
    .option('--json', 'print one JSON document')
    .action(list);
  ticket
    .command('show')
    .description('one ticket: decisions, timeline, conversation')
    .argument('<number>', 'such as TBU-000123')
    .option('--json', 'print one JSON document')
    .action(show);
  ticket
    .command('answer')
    .description("answer the citizen, on the citizen's channel")
    .argument('<number>', 'such as TBU-000123')
    .requiredOption('--text <text>', 'what the citizen reads')
    .option('--attach <file>', 'may be repeated', (file: string, files: string[]) => [...files, file], [])
    .option('--json', 'print one JSON document')
    .action(answer);
  addEntryCommand(ticket);
  addDispatchCommands(ticket);
  addOverruleCommands(ticket);
  addResponseCommands(ticket);
  addEndingCommands(ticket);
}

/** Tickets of one list. */
const MOST_LISTED = 10_000;

async function list(options: { tenant?: string; state?: string; json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const { TicketQueries } = await import('../../replies/ticket-queries.js');
  const { TICKET_STATES } = await import('../../tickets/transitions.js');
  const { tenant, state } = options;
  // A typing error shall not look like an office without tickets.
  if (state !== undefined && !TICKET_STATES.some((known) => known === state))
    throw new Error(`There is no state ${state}; there are ${TICKET_STATES.join(', ')}.`);
  const tickets = await withCore(({ database, vault, configuration: { tenants } }) => {
    if (tenant !== undefined && !tenants.bySlug(tenant)) throw new Error(`There is no tenant ${tenant}; there are ${tenants.all().map(({ slug }) => slug).join(', ')}.`); // prettier-ignore
    return new TicketQueries(database, vault).list({ ...options, limit: MOST_LISTED });
  });
  if (tickets.length === MOST_LISTED) process.stderr.write(`The newest ${String(MOST_LISTED)}; there may be more.\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(tickets)}\n`);
  else process.stdout.write(tickets.length === 0 ? 'No tickets.\n' : `${tickets.map(ticketLine).join('\n')}\n`);
}

async function show(number: string, options: { json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const { TicketQueries } = await import('../../replies/ticket-queries.js');
  const found = await withCore(({ database, vault }) =>
    new TicketQueries(database, vault).show(normaliseNumber(number)),
  );
  if (!found)
    throw new Error(`There is no ticket ${normaliseNumber(number)}. "kentongan ticket list" shows those there are.`);
  process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : ticketText(found));
}

async function answer(number: string, options: { text: string; attach: string[]; json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const { OfficeFiles } = await import('../../manual/office-files.js');
  const files = await readFiles(options.attach);
  const sent = await withCore(async ({ answers, attachments: store, configuration: { gateway, locales } }) => {
    const attachments = await new OfficeFiles({ store, limits: gateway.limits }).keep(files).catch((error: unknown) => {
      throw wordsFor(error, locales, 'Nothing was sent');
    });
    return answers.answer(normaliseNumber(number), options.text, { by: 'cli', attachments });
  });
  if (options.json) process.stdout.write(`${JSON.stringify(sent)}\n`);
  else if (sent.task === null)
    process.stdout.write(`The answer to ${normaliseNumber(number)} is on its way by ${sent.channelId}.\n`);
  else
    process.stdout.write(
      `The answer to ${normaliseNumber(number)} is a task now (${sent.task}): kentongan task show ${sent.outboundId}\n`,
    );
}
