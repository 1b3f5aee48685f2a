import type { Command } from 'commander';
import type { ReturnReason } from '../../dispatch/dispatch-rules.js';
import { momentOf } from './moment.js';
import { normaliseNumber } from './ticket-number.js';

interface DispatchOptions {
  agency: string;
  unit?: string;
  lead?: boolean;
  note?: string;
  due?: string;
  json?: boolean;
}

interface ReturnOptions {
  agency: string;
  reason: string;
  to?: string;
  words?: string;
  json?: boolean;
}

const OPERATOR = { kind: 'operator', by: 'cli' } as const;

/** Adds `dispatch`, `return` and `withdraw` to `kentongan ticket`. */
export function addDispatchCommands(ticket: Command): void {
  ticket
    .command('dispatch')
    .description('hand a ticket to an agency, or to a further one')
    .argument('<number>', 'such as TBU-000123')
    .requiredOption('--agency <slug>', 'the agency')
    .option('--unit <slug>', 'a unit of it')
    .option('--lead', 'it leads, where several have the ticket')
    .option('--note <text>', 'your words to the agency')
    .option('--due <time>', "when it shall have responded (ISO 8601); by the office's standard where absent")
    .option('--json', 'print one JSON document')
    .action(dispatch);
  ticket
    .command('return')
    .description('take down that an agency hands a ticket back')
    .argument('<number>', 'such as TBU-000123')
    .requiredOption('--agency <slug>', 'the agency that hands it back')
    .requiredOption('--reason <reason>', 'not-ours, no-authority, incomplete, duplicate, other')
    .option('--to <slug>', 'the agency whose it is')
    .option('--words <text>', 'what the agency says')
    .option('--json', 'print one JSON document')
    .action(handBack);
  ticket
    .command('withdraw')
    .description('take a ticket back from an agency')
    .argument('<number>', 'such as TBU-000123')
    .requiredOption('--agency <slug>', 'the agency')
    .option('--json', 'print one JSON document')
    .action(withdraw);
}

async function dispatch(number: string, { agency, unit, lead, note, due, json }: DispatchOptions): Promise<void> {
  const dueAt = due === undefined ? undefined : momentOf('--due', due);
  const { withCore } = await import('./with-core.js');
  const done = await withCore(({ dispatches }) =>
    dispatches.dispatch(normaliseNumber(number), {
      agency,
      ...(unit !== undefined && { unit }),
      ...(lead === true && { lead }),
      ...(note !== undefined && { note }),
      ...(dueAt && { dueAt }),
      actor: OPERATOR,
    }),
  );
  if (json) process.stdout.write(`${JSON.stringify(done)}\n`);
  else if (done.repeated) process.stdout.write(`${done.number} is with ${agency} already.\n`);
  else process.stdout.write(`${done.number} is with ${agency}, due ${done.dueAt?.toISOString() ?? '-'}.\n`);
}

async function handBack(number: string, { agency, reason, to, words, json }: ReturnOptions): Promise<void> {
  const [{ withCore }, { RETURN_REASONS }, { dispatchToAgency }] = await Promise.all([
    import('./with-core.js'),
    import('../../dispatch/dispatch-rules.js'),
    import('../../dispatch/dispatch-queries.js'),
  ]);
  const known: ReturnReason | undefined = RETURN_REASONS.find((each) => each === reason);
  if (!known) throw new Error(`--reason takes ${RETURN_REASONS.join(', ')}.`);
  const id = await withCore(async ({ database, dispatches }) => {
    const { id: dispatchId } = await dispatchToAgency(database, normaliseNumber(number), agency);
    const said = { ...(to !== undefined && { to }), ...(words !== undefined && { words }) };
    await dispatches.returnIt(dispatchId, { reason: known, ...said, actor: OPERATOR });
    return dispatchId;
  });
  process.stdout.write(
    json ? `${JSON.stringify({ id })}\n` : `${agency} has handed ${normaliseNumber(number)} back.\n`,
  );
}

async function withdraw(number: string, { agency, json }: { agency: string; json?: boolean }): Promise<void> {
  const [{ withCore }, { dispatchToAgency }] = await Promise.all([
    import('./with-core.js'),
    import('../../dispatch/dispatch-queries.js'),
  ]);
  const id = await withCore(async ({ database, dispatches }) => {
    const { id: dispatchId } = await dispatchToAgency(database, normaliseNumber(number), agency);
    await dispatches.withdraw(dispatchId, OPERATOR);
    return dispatchId;
  });
  process.stdout.write(json ? `${JSON.stringify({ id })}\n` : `${agency} has ${normaliseNumber(number)} no more.\n`);
}
