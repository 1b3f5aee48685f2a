import type { Command } from 'commander';
import type { TicketDetail, TicketSummary } from '../../replies/ticket-queries.js';
import { addEntryCommand } from './ticket-add.js';
import { addDispatchCommands } from './ticket-dispatch.js';
import { fileLine, readFiles, wordsFor } from './ticket-files.js';
import { normaliseNumber } from './ticket-number.js';

/** Registers `kentongan ticket list|show|answer|add|dispatch|return|withdraw`. */
export function register(program: Command): void {
  const ticket = program
    .command('ticket')
    .description('complaints: list, show, answer, add, dispatch, return, withdraw');
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
}

async function list(options: { tenant?: string; state?: string; json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const { TicketQueries } = await import('../../replies/ticket-queries.js');
  const tickets = await withCore(({ database, vault }) => new TicketQueries(database, vault).list(options));
  if (options.json) process.stdout.write(`${JSON.stringify(tickets)}\n`);
  else process.stdout.write(tickets.length === 0 ? 'No tickets.\n' : `${tickets.map(line).join('\n')}\n`);
}

async function show(number: string, options: { json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const { TicketQueries } = await import('../../replies/ticket-queries.js');
  const found = await withCore(({ database, vault }) =>
    new TicketQueries(database, vault).show(normaliseNumber(number)),
  );
  if (!found)
    throw new Error(`There is no ticket ${normaliseNumber(number)}. "kentongan ticket list" shows those there are.`);
  process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : describe(found));
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

function line(ticket: TicketSummary): string {
  const { number, state, channelId, category, agency, openedAt, dueAt } = ticket;
  return [
    number.padEnd(12),
    state.padEnd(12),
    channelId.padEnd(16),
    (category ?? '-').padEnd(22),
    (agency ?? '-').padEnd(18),
    openedAt,
    `due ${dueAt}`,
  ].join(' ');
}

function describe(ticket: TicketDetail): string {
  const lines = [line(ticket), '', 'Decisions'];
  for (const made of ticket.decisions) {
    const score = made.score === null ? '' : ` ${made.score.toFixed(2)}`;
    lines.push(
      `  ${made.step.padEnd(12)} ${made.outcome}${score}  ${made.rule ?? ''}${made.runnerUp === null ? '' : `  (next: ${made.runnerUp})`}`,
    );
  }
  lines.push(
    '',
    'Timeline',
    ...ticket.events.map(
      ({ at, type, actor, remarks }) => `  ${at}  ${type} by ${actor}${remarks ? ` (${remarks.join(', ')})` : ''}`,
    ),
  );
  if (ticket.deadlines.length > 0) lines.push('', 'Deadlines', ...ticket.deadlines.map(deadlineLine));
  if (ticket.attachments.length > 0) {
    lines.push(
      '',
      'Attachments',
      ...ticket.attachments.map(
        (file) => `  ${file.contentType}  ${String(file.size ?? '?')} bytes  ${file.state} ${file.reason ?? ''}`,
      ),
    );
  }
  lines.push('', 'Conversation');
  for (const message of ticket.messages)
    lines.push(
      `  ${message.at}  ${message.direction === 'in' ? 'citizen' : 'we     '}  [${message.state}]  ${message.text}`,
      ...(message.files ?? []).map((file) => `    + ${fileLine(file)}${file.carried ? '' : '  (tracking page only)'}`),
    );
  return `${lines.join('\n')}\n`;
}

function deadlineLine({ step, budget, dueAt, metAt, breachedAt, endedAt }: TicketDetail['deadlines'][number]): string {
  const time =
    budget && dueAt !== null ? `due ${dueAt} (${String(budget.amount)} ${budget.unit})` : 'no time of its own';
  const end = metAt !== null ? `, met ${metAt}` : endedAt !== null ? `, ended ${endedAt}` : '';
  return `  ${step.padEnd(14)} ${time}${breachedAt === null ? '' : `, BREACHED ${breachedAt}`}${end}`;
}
