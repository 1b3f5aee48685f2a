import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { CodedError } from '../messaging/errors.js';
import { TASK_METHODS, type TaskMethod } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import type { TaskState } from '../outbox/reply-task.entity.js';
import { openSentFiles, sentFiles, type SealedFile, type SentFile } from '../outbox/sent-files.js';
import type { TaskRecipient } from '../outbox/reply-task.writes.js';
import { recordAccess } from '../tickets/access-log.writes.js';
import { addEvent, type TimelineEvent } from '../tickets/timeline.js';

export interface ReplyTaskSummary {
  id: string;
  /** The ticket's. */
  number: string;
  tenant: string;
  method: TaskMethod;
  /** `acknowledgement`, `answer`, ... */
  purpose: string;
  state: TaskState;
  attempts: number;
  /** ISO 8601. */
  lastAttemptAt: string | null;
  createdAt: string;
  closedAt: string | null;
  /** The ticket's deadline. */
  dueAt: string;
  /** Where the report came by. */
  channelId: string;
}

/** With what those need who carry it out: every look at it is recorded. */
export interface ReplyTaskDetail extends ReplyTaskSummary {
  ticketId: string;
  text: string;
  recipient: TaskRecipient;
  /** What goes with the words: to be enclosed, copied or spoken of. */
  files: Omit<SentFile, 'carried'>[];
  openedAt: string;
}

/** How a try ended. */
export const TASK_RESULTS = ['done', 'not-reached', 'given-up'] as const;
export type TaskResult = (typeof TASK_RESULTS)[number];

export interface TaskFilter {
  /** Absent: every office's. */
  tenant?: string;
  method?: TaskMethod;
  state?: TaskState;
  /** Tasks behind this one. */
  after?: string;
  limit: number;
}

interface Row extends Record<string, unknown> {
  id: string;
  ticketId: string;
  number: string;
  tenant: string;
  method: TaskMethod;
  purpose: string;
  state: TaskState;
  attempts: number;
  lastAttemptAt: Date | null;
  createdAt: Date;
  closedAt: Date | null;
  dueAt: Date;
  openedAt: Date;
  channelId: string;
  keyId: string;
  recipientSealed: Buffer;
  bodyKeyId: string;
  bodySealed: Buffer;
}

interface RowWithFiles extends Row {
  files: SealedFile[] | null;
}

const COLUMNS = `r.id, r.ticket_id AS "ticketId", t.number, r.tenant, r.method, o.purpose, r.state, r.attempts,
    r.last_attempt_at AS "lastAttemptAt", r.created_at AS "createdAt", r.closed_at AS "closedAt", t.due_at AS "dueAt",
    t.opened_at AS "openedAt", t.channel_id AS "channelId", r.key_id AS "keyId", r.recipient_sealed AS "recipientSealed",
    o.key_id AS "bodyKeyId", o.body_sealed AS "bodySealed"`;
const FROM = `
  FROM reply_task r JOIN outbound_message o ON o.id = r.id JOIN ticket t ON t.id = r.ticket_id`;
const TASK = `SELECT ${COLUMNS}${FROM}`;
const TASK_WITH_FILES = `SELECT ${COLUMNS}, ${sentFiles('o')}${FROM}`;

const EVENTS: Record<TaskResult, TimelineEvent> = {
  done: 'task-done',
  'not-reached': 'task-not-reached',
  'given-up': 'task-given-up',
};

/** The replies that people carry: calls to make, letters to print, words to copy elsewhere. */
export class ReplyTasks {
  constructor(private readonly parts: { database: Database; vault: Vault; clock: Clock }) {}

  /** Oldest first: whoever waits longest is called first. Without anybody's identity. */
  async list({ tenant, method, state = 'open', after, limit }: TaskFilter): Promise<ReplyTaskSummary[]> {
    const rows = await this.parts.database.query<Row>(
      `${TASK} WHERE r.state = $1 AND ($2::text IS NULL OR r.tenant = $2) AND ($3::text IS NULL OR r.method = $3)
         AND ($4::uuid IS NULL OR r.id > $4) ORDER BY r.id LIMIT $5`,
      [state, tenant ?? null, method ?? null, after ?? null, limit],
    );
    return rows.map(summaryOf);
  }

  async find(id: string): Promise<ReplyTaskSummary | undefined> {
    const row = await this.row(id);
    return row && summaryOf(row);
  }

  /** Everything that is needed to carry it out; the look is recorded before it is shown. */
  async show(
    id: string,
    actor: string,
    action: 'task-recipient' | 'letter' = 'task-recipient',
  ): Promise<ReplyTaskDetail | undefined> {
    const { database, vault, clock } = this.parts;
    const [row] = await database.query<RowWithFiles>(`${TASK_WITH_FILES} WHERE r.id = $1`, [id]);
    if (!row) return undefined;
    await recordAccess(database, { actor, action, subjectId: id, ticketId: row.ticketId, at: clock.now() });
    const recipient = vault.openText(row.recipientSealed, row.keyId, sealedIn.taskRecipient(id));
    return {
      ...summaryOf(row),
      ticketId: row.ticketId,
      openedAt: row.openedAt.toISOString(),
      text: vault.openText(row.bodySealed, row.bodyKeyId, sealedIn.outboundBody(id)),
      recipient: JSON.parse(recipient) as TaskRecipient,
      files: openSentFiles(vault, row.files).map(({ carried: _carried, ...file }) => file),
    };
  }

  /** In a transaction of its own. */
  record(id: string, result: TaskResult, actor: string): Promise<ReplyTaskSummary> {
    return this.parts.database.transaction((tx) => this.recordWithin(tx, id, result, actor));
  }

  /**
   * Records how a try ended: `done` and `given-up` close the task and settle its message, `not-reached` keeps it open.
   * @throws CodedError `task-unknown`; `task-closed` where somebody was quicker
   */
  async recordWithin(tx: Transaction, id: string, result: TaskResult, actor: string): Promise<ReplyTaskSummary> {
    const now = this.parts.clock.now();
    const [task] = await tx.query<Row>(`${TASK} WHERE r.id = $1 FOR UPDATE OF r`, [id]);
    if (!task) throw new CodedError('task-unknown', `there is no task ${id}`, false);
    if (task.state !== 'open') throw new CodedError('task-closed', `task ${id} is ${task.state} already`, false);
    const closed = result !== 'not-reached';
    const state: TaskState = result === 'not-reached' ? 'open' : result;
    const changed = { state, attempts: task.attempts + 1, lastAttemptAt: now, closedAt: closed ? now : null };
    write(tx, task, { result, actor, now, closed, ...changed });
    return summaryOf({ ...task, ...changed });
  }

  private async row(id: string): Promise<Row | undefined> {
    const [row] = await this.parts.database.query<Row>(`${TASK} WHERE r.id = $1`, [id]);
    return row;
  }
}

function write(
  tx: Transaction,
  task: Row,
  change: { result: TaskResult; state: TaskState; attempts: number; actor: string; now: Date; closed: boolean },
): void {
  const { result, state, attempts, actor, now, closed } = change;
  const writes = new WriteSet();
  writes.update('reply_task', {
    id: task.id,
    state,
    attempts,
    last_attempt_at: now,
    closed_at: closed ? now : null,
    closed_by: closed ? actor : null,
  });
  const message = { id: task.id, attempts };
  if (result === 'done')
    writes.update('outbound_message', { ...message, state: 'delivered', sent_at: now, delivered_at: now });
  else if (result === 'given-up')
    writes.update('outbound_message', { ...message, state: 'failed', failed_at: now, reason: 'not-reached' });
  else writes.update('outbound_message', message);
  addEvent(writes, {
    ticketId: task.ticketId,
    type: EVENTS[result],
    actor: 'operator',
    outboundId: task.id,
    data: { method: task.method, by: actor },
    at: now,
  });
  const { statement, values } = writes.compile();
  tx.send(statement, values);
}

export function isTaskMethod(value: string): value is TaskMethod {
  return TASK_METHODS.some((method) => method === value);
}

function summaryOf(row: Row): ReplyTaskSummary {
  const { id, number, tenant, method, purpose, state, attempts, channelId } = row;
  return {
    id,
    number,
    tenant,
    method,
    purpose,
    state,
    attempts,
    lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    dueAt: row.dueAt.toISOString(),
    channelId,
  };
}
