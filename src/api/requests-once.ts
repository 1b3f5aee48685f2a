import type { KeyRing } from '../contacts/key-ring.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { ApiKey } from './api-keys.js';
import type { Ring, TicketActions } from '../tickets/ticket-actions.js';

/** A program's request, and its own name for it. */
export interface NamedRequest {
  /** The API key's id: two programs that count from 1 are not each other's repeats. */
  keyId: string;
  /** `Idempotency-Key`; absent: whatever comes is done. */
  nonce?: string;
  /** All that is asked for. */
  request: unknown;
}

/** Who asks, and under what name. */
export interface Call {
  caller: ApiKey;
  nonce?: string;
}

/** @param request all that is asked for, as JSON has it */
export function named({ caller, nonce }: Call, request: readonly unknown[]): NamedRequest {
  return { keyId: caller.id, request, ...(nonce !== undefined && { nonce }) };
}

export interface Answered<T> {
  /** As it was answered the first time. */
  answer: T;
  repeated: boolean;
}

/** Names are remembered so long; a program that has not heard for a month has other troubles. */
const KEPT_MS = 30 * 86_400_000;
const FORGOTTEN_AT_ONCE = 20;

/** Of two at once the second one waits here until the first is through. */
const CLAIM = `
  INSERT INTO api_request (key_id, nonce, digest, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING nonce`;
const EARLIER = 'SELECT digest, answer FROM api_request WHERE key_id = $1 AND nonce = $2';
const ANSWERED = 'UPDATE api_request SET answer = $3 WHERE key_id = $1 AND nonce = $2';
const FORGET = `
  DELETE FROM api_request WHERE (key_id, nonce) IN (
    SELECT key_id, nonce FROM api_request WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

interface EarlierRow extends Record<string, unknown> {
  digest: Buffer;
  answer: object | null;
}

export interface RequestsOnceParts {
  database: Database;
  keys: KeyRing;
  clock: Clock;
  actions: Pick<TicketActions, 'transaction'>;
}

/** Does what programs ask for once under one name, however often it is sent. Name, answer and deed are one transaction. */
export class RequestsOnce {
  constructor(private readonly parts: RequestsOnceParts) {}

  /**
   * What was answered under this name before; for what is dear to prepare. Undefined where nothing was.
   * @throws CodedError `nonce-reused`
   */
  async earlier<T extends object>(asked: NamedRequest): Promise<Answered<T> | undefined> {
    if (asked.nonce === undefined) return undefined;
    const [row] = await this.parts.database.query<EarlierRow>(EARLIER, [asked.keyId, asked.nonce]);
    return row && repeated<T>(row, this.digest(asked));
  }

  /**
   * @param work gives an answer that JSON keeps as it is, with ids and codes alone: it is stored
   * @throws CodedError `nonce-reused` where the name was used for something else
   */
  async run<T extends object>(
    asked: NamedRequest,
    work: (tx: Transaction) => Promise<{ value: T; rings: readonly Ring[] }>,
  ): Promise<Answered<T>> {
    const { actions, clock } = this.parts;
    const { keyId, nonce } = asked;
    return actions.transaction(async (tx) => {
      if (nonce !== undefined) {
        const digest = this.digest(asked);
        const claimed = await tx.query(CLAIM, [keyId, nonce, digest, clock.now()]);
        const [row] = claimed.length > 0 ? [] : await tx.query<EarlierRow>(EARLIER, [keyId, nonce]);
        if (row) return { value: repeated<T>(row, digest), rings: [] };
        tx.send(FORGET, [new Date(clock.now().getTime() - KEPT_MS), FORGOTTEN_AT_ONCE]);
      }
      const { value: answer, rings } = await work(tx);
      if (nonce !== undefined) tx.send(ANSWERED, [keyId, nonce, JSON.stringify(answer)]);
      return { value: { answer, repeated: false }, rings };
    });
  }

  /** Of people's words too, hence keyed. */
  private digest({ request }: NamedRequest): Buffer {
    return this.parts.keys.hmac('api-request', JSON.stringify(request));
  }
}

function repeated<T extends object>({ digest, answer }: EarlierRow, given: Buffer): Answered<T> {
  if (!digest.equals(given)) throw new CodedError('nonce-reused', 'something else was asked for under this key', false);
  return { answer: answer as T, repeated: true };
}
