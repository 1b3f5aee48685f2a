import type { QueryResult, QueryResultRow } from 'pg';
import type { Statement } from './statement.js';

/** What a transaction needs of a pooled client. */
export interface SettledClient {
  query<R extends QueryResultRow>(config: { name?: string; text: string; values?: unknown[] }): Promise<QueryResult<R>>;
}

/**
 * The transaction context that features pass along: who writes together takes the same one. Statements
 * are pipelined: `send` does not wait, `query` waits for its own rows, and `commit` waits for everything.
 */
export class Transaction {
  private readonly sent: Promise<unknown>[] = [];
  private committed = false;

  constructor(private readonly client: SettledClient) {}

  begin(): void {
    this.track(this.client.query({ text: 'BEGIN' }));
  }

  /** Writes a statement without waiting for it; its error surfaces at the next `query` or at `commit`. */
  send(statement: Statement | string, values: readonly unknown[] = []): void {
    this.track(this.client.query(toConfig(statement, values)));
  }

  async query<R extends QueryResultRow>(statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
    const result = this.client.query<R>(toConfig(statement, values));
    this.track(result);
    await this.settle();
    return (await result).rows;
  }

  async commit(): Promise<void> {
    this.committed = true;
    this.track(this.client.query({ text: 'COMMIT' }));
    await this.settle();
  }

  /** @returns true when the connection can't be used again. */
  async rollback(): Promise<boolean> {
    await Promise.allSettled(this.sent);
    if (this.committed) {
      // An aborted transaction answers COMMIT with ROLLBACK: there is nothing left to undo.
      return false;
    }
    return this.client.query({ text: 'ROLLBACK' }).then(
      () => false,
      () => true,
    );
  }

  private track(promise: Promise<unknown>): void {
    // The first error of a pipeline is the cause; the statements behind it only say "aborted".
    promise.catch(() => undefined);
    this.sent.push(promise);
  }

  private async settle(): Promise<void> {
    const sent = this.sent.splice(0);
    for (const promise of sent) await promise;
  }
}

function toConfig(
  statement: Statement | string,
  values: readonly unknown[],
): { name?: string; text: string; values?: unknown[] } {
  if (typeof statement === 'string')
    return values.length ? { text: statement, values: [...values] } : { text: statement };
  return { name: statement.name, text: statement.text, values: [...values] };
}
