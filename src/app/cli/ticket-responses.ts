import type { Command } from 'commander';
import type { ResponseView } from '../../dispatch/response-reader.js';
import type { Core } from '../core.js';
import { normaliseNumber } from './ticket-number.js';

interface Options {
  text: string;
  json?: boolean;
}

/** Registers `kentongan ticket respond|check|forward|submit-draft|drop-draft|ask-again|ask|resume`. */
export function addResponseCommands(ticket: Command): void {
  const command = (name: string, description: string): Command =>
    ticket
      .command(name)
      .description(description)
      .argument('<number>', 'such as TBU-000123')
      .option('--json', 'print one JSON document');
  command('respond', "take down an agency's response: to the admin, or to the citizen where nobody checks")
    .requiredOption('--agency <slug>', 'whose response it is')
    .requiredOption('--text <text>', 'what the agency says')
    .action(respond);
  command('check', 'what agencies responded, and how far that has come').action(check);
  command('forward', 'make the responses the answer to the citizen')
    .option('--text <text>', 'what the citizen reads in their place; what the agency wrote is kept')
    .action(forward);
  command('submit-draft', 'submit what was kept of an agency as a draft')
    .option('--agency <slug>', 'whose draft, where there are several')
    .option('--text <text>', 'other words in place of those that were kept')
    .action(submitDraft);
  command('drop-draft', 'drop what was kept of an agency as a draft')
    .option('--agency <slug>', 'whose draft, where there are several')
    .action(dropDraft);
  command('ask-again', 'send a response back to its agency')
    .requiredOption('--text <text>', 'what is missing')
    .option('--agency <slug>', 'whose response, where several have responded')
    .action(askAgain);
  command('ask', 'ask the citizen something; deadlines stand still until they reply')
    .requiredOption('--text <text>', 'the question')
    .action(ask);
  command('resume', 'go on without the reply of the citizen').action(resume);
}

async function respond(number: string, { agency, text, json }: Options & { agency: string }): Promise<void> {
  const { OPEN_DISPATCH } = await import('../../dispatch/response.statements.js');
  const submitted = await run(number, async ({ database, responses }, full) => {
    const [dispatch] = await database.query<{ id: string }>(OPEN_DISPATCH, [full, agency]);
    if (!dispatch) throw new Error(`${full} is not with ${agency}. "kentongan ticket show ${full}" tells who has it.`);
    const actor = { kind: 'operator', by: 'cli' } as const;
    return responses.submit({ dispatchId: dispatch.id, text, via: 'cli', actor });
  });
  const said = submitted.state === 'used' ? 'is the answer, and on its way' : 'waits to be checked: ticket check';
  print(json, submitted, `The response of ${agency} to ${submitted.number} ${said}.`);
}

async function check(number: string, { json }: { json?: boolean }): Promise<void> {
  const found = await run(number, ({ responseReader }, full) => responseReader.ofNumber(full));
  if (!found)
    throw new Error(`There is no ticket ${normaliseNumber(number)}. "kentongan ticket list" shows those there are.`);
  print(json, found, found.length === 0 ? 'No responses yet.' : found.map(describe).join('\n\n'));
}

async function forward(number: string, { text, json }: { text?: string; json?: boolean }): Promise<void> {
  const sent = await run(number, ({ responseChecks }, full) => responseChecks.forward(full, 'cli', text));
  print(
    json,
    sent,
    `The answer to ${normaliseNumber(number)} is on its way, made of ${String(sent.responses)} response(s).`,
  );
}

const CLI = { kind: 'operator', by: 'cli' } as const;
interface DraftOptions {
  agency?: string;
  text?: string;
  json?: boolean;
}

async function submitDraft(number: string, { agency, text, json }: DraftOptions): Promise<void> {
  const done = await run(number, async (core, full) => {
    const { id } = await draftOf(core, full, agency);
    return core.responseDrafts.submitDraft(id, { actor: CLI, ...(text !== undefined && { text }) });
  });
  const said = done.state === 'used' ? 'is the answer, and on its way' : 'waits to be checked: ticket check';
  print(json, done, `The draft for ${done.number} ${said}.`);
}

async function dropDraft(number: string, { agency, json }: DraftOptions): Promise<void> {
  const dropped = await run(number, async (core, full) => {
    const { id } = await draftOf(core, full, agency);
    await core.responseDrafts.dropDraft(id, CLI);
    return { number: full, responseId: id };
  });
  print(json, dropped, `The draft for ${dropped.number} was dropped.`);
}

/** The one draft that is meant; the newest of an agency. */
async function draftOf({ responseReader }: Core, number: string, agency?: string): Promise<ResponseView> {
  const all = (await responseReader.ofNumber(number)) ?? [];
  const drafts = all.filter((each) => each.state === 'draft' && (agency === undefined || each.agency === agency));
  const last = drafts.at(-1);
  if (!last) throw new Error(`${number} has no draft. "kentongan ticket check ${number}" shows what agencies said.`);
  if (drafts.some((each) => each.agency !== last.agency))
    throw new Error(`Several agencies have drafts: say which with --agency.`);
  return last;
}

async function askAgain(number: string, { text, agency, json }: Options & { agency?: string }): Promise<void> {
  const of = agency === undefined ? {} : { agency };
  const back = await run(number, ({ responseChecks }, full) => responseChecks.sendBack(full, text, 'cli', of));
  print(json, back, `The response of ${back.agency} was sent back.`);
}

async function ask(number: string, { text, json }: Options): Promise<void> {
  const actor = { kind: 'operator', by: 'cli' } as const;
  const asked = await run(number, ({ questions }, full) => questions.ask(full, text, { actor }));
  print(json, asked, `The question about ${normaliseNumber(number)} is on its way.`);
}

async function resume(number: string, { json }: { json?: boolean }): Promise<void> {
  const change = await run(number, ({ actions }, full) =>
    actions.apply({ number: full }, 'resume', { kind: 'operator', by: 'cli' }),
  );
  print(
    json,
    { number: normaliseNumber(number), state: change.to },
    `${normaliseNumber(number)} is ${change.to} again.`,
  );
}

async function run<T>(number: string, work: (core: Core, full: string) => Promise<T>): Promise<T> {
  const { withCore } = await import('./with-core.js');
  return withCore((core) => work(core, normaliseNumber(number)));
}

function print(json: boolean | undefined, value: object, words: string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${words}\n`);
}

function describe({ agency, unit, lead, state, via, createdAt, text, remark, files }: ResponseView): string {
  const who = `${agency}${unit === null ? '' : `/${unit}`}${lead ? ' (lead)' : ''}`;
  const lines = [
    `${createdAt.toISOString()}  ${who}  by ${via}  ${state}`,
    ...text.split('\n').map((line) => `  ${line}`),
  ];
  for (const file of files) {
    const why = file.reason === null ? '' : ` (${file.reason})`;
    lines.push(`  [${file.role ?? 'file'}] ${file.contentType}  ${file.state}${why}  ${file.id}`);
  }
  if (remark !== null) lines.push(`  asked again: ${remark}`);
  return lines.join('\n');
}
