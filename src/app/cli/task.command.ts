import type { Command } from 'commander';
import type { ReplyTaskDetail, ReplyTasks, ReplyTaskSummary, TaskResult } from '../../manual/reply-tasks.js';
import type { TaskState } from '../../outbox/reply-task.entity.js';
import { fileLine } from './ticket-files.js';

const LIST_LIMIT = 10_000;

/** Registers `kentongan task list|show|done`. */
export function register(program: Command): void {
  const task = program.command('task').description('replies that people carry: calls to make, letters, relays');
  task
    .command('list')
    .description('tasks, those that wait longest first; without numbers and names')
    .option('--tenant <slug>', 'only of this tenant')
    .option('--method <method>', 'call, letter or relay')
    .option('--state <state>', 'open, done or given-up', 'open')
    .option('--json', 'print one JSON document')
    .action(list);
  task
    .command('show')
    .description('whom to reach and what to say; the look is recorded')
    .argument('<id>')
    .option('--json', 'print one JSON document')
    .action(show);
  task
    .command('done')
    .description('the citizen knows; or say how else the try ended')
    .argument('<id>')
    .option('--not-reached', 'nobody answered: the task stays open')
    .option('--give-up', 'not to be reached: the task is closed, its message failed')
    .option('--json', 'print one JSON document')
    .action(done);
}

async function list(options: { tenant?: string; method?: string; state: string; json?: boolean }): Promise<void> {
  const { isTaskMethod } = await import('../../manual/reply-tasks.js');
  const { method, tenant } = options;
  if (method !== undefined && !isTaskMethod(method)) throw new Error('--method takes call, letter or relay.');
  const state = taskState(options.state);
  const filter = { state, limit: LIST_LIMIT, ...(tenant !== undefined && { tenant }), ...(method && { method }) };
  const found = await withTasks((tasks) => tasks.list(filter));
  if (options.json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else process.stdout.write(found.length === 0 ? 'No tasks.\n' : `${found.map(line).join('\n')}\n`);
}

async function show(id: string, options: { json?: boolean }): Promise<void> {
  const found = isId(id) ? await withTasks((tasks) => tasks.show(id, 'cli')) : undefined;
  if (!found) throw unknownTask();
  process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : describe(found));
}

async function done(id: string, options: { notReached?: boolean; giveUp?: boolean; json?: boolean }): Promise<void> {
  if (options.notReached && options.giveUp) throw new Error('Either --not-reached or --give-up.');
  if (!isId(id)) throw unknownTask();
  const result: TaskResult = options.notReached ? 'not-reached' : options.giveUp ? 'given-up' : 'done';
  const task = await withTasks((tasks) => tasks.record(id, result, 'cli'));
  process.stdout.write(options.json ? `${JSON.stringify(task)}\n` : `${line(task)}\n`);
}

async function withTasks<T>(work: (tasks: ReplyTasks) => Promise<T>): Promise<T> {
  const [{ withCore }, tasks, { systemClock }] = await Promise.all([
    import('./with-core.js'),
    import('../../manual/reply-tasks.js'),
    import('../../observability/clock.js'),
  ]);
  return withCore(({ database, vault }) => work(new tasks.ReplyTasks({ database, vault, clock: systemClock })));
}

function taskState(text: string): TaskState {
  if (text === 'open' || text === 'done' || text === 'given-up') return text;
  throw new Error('--state takes open, done or given-up.');
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function unknownTask(): Error {
  return new Error('There is no such task. "kentongan task list" shows those there are.');
}

function line({ id, number, method, purpose, state, attempts, lastAttemptAt, dueAt }: ReplyTaskSummary): string {
  const tried = attempts === 0 ? 'not tried' : `tried ${String(attempts)}x, last ${lastAttemptAt ?? ''}`;
  return [id, number.padEnd(12), method.padEnd(7), purpose.padEnd(16), state.padEnd(9), `due ${dueAt}`, tried].join(
    ' ',
  );
}

function describe(task: ReplyTaskDetail): string {
  const { name, phone, postalAddress, reference } = task.recipient;
  const lines = [line(task), ''];
  if (name !== undefined) lines.push(`Name       ${name}`);
  if (phone !== undefined) lines.push(`Call       ${phone}`);
  if (postalAddress !== undefined) lines.push('Address', ...postalAddress.split('\n').map((part) => `  ${part}`));
  if (reference !== undefined) lines.push(`Reference  ${reference}`);
  lines.push('', task.text);
  if (task.files.length > 0) lines.push('', 'Files', ...task.files.map((file) => `  ${fileLine(file)}`));
  return `${lines.join('\n')}\n`;
}
