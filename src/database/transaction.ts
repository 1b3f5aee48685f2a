import type { QueryResult, QueryResultRow } from 'pg';
import type { Statement } from './statement.js';

/** What a transaction needs of a pooled client. */
export interface SettledClient {
  /** The driver's socket; the driver itself corks each statement on its own. */
  readonly connection?: { readonly stream?: { cork?(): void; uncork?(): void } };
  query<R extends QueryResultRow>(config: { name?: string; text: string; values?: unknown[] }): Promise<QueryResult<R>>;
}

/**
 * The transaction context that features pass along: who writes together takes the same one. Statements
 * are pipelined: `send` does not wait, `query` waits for its own rows, and `commit` waits for everything.
 */
export class Transaction {
  private readonly sent: Promise<unknown>[] = [];
  private corked = false;
  private committed = false;
  /** The first statement's that failed: what came behind it only says that the transaction is aborted. */
  private cause: { error: unknown } | undefined;

  constructor(private readonly client: SettledClient) {}

  begin(): void {
    void this.run({ text: 'BEGIN' });
  }

  /** Writes a statement without waiting for it; its error surfaces at the next `query` or at `commit`. */
  send(statement: Statement | string, values: readonly unknown[] = []): void {
    void this.run(toConfig(statement, values));
  }

  async query<R extends QueryResultRow>(statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
    const result = this.run<R>(toConfig(statement, values));
    await this.settle();
    return (await result).rows;
  }

  /** Two queries in one write; the second sees what the first did. */
  async queryBoth<A extends QueryResultRow, B extends QueryResultRow>(
    first: { statement: Statement; values: readonly unknown[] },
    second: { statement: Statement; values: readonly unknown[] },
  ): Promise<[A[], B[]]> {
    const results = [
      this.run<A>(toConfig(first.statement, first.values)),
      this.run<B>(toConfig(second.statement, second.values)),
    ] as const;
    await this.settle();
    return [(await results[0]).rows, (await results[1]).rows];
  }

  /** @throws the first error of any statement, also one that was caught: nothing of it is there then */
  async commit(): Promise<void> {
    this.committed = true;
    void this.run({ text: 'COMMIT' });
    await this.settle();
    if (this.cause) throw this.cause.error;
  }

  /** @returns true when the connection can't be used again. */
  async rollback(): Promise<boolean> {
    this.uncork();
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

  /** Statements sent until the next wait leave in one write. */
  private cork(): void {
    if (this.corked) return;
    this.corked = true;
    this.client.connection?.stream?.cork?.();
  }

  private uncork(): void {
    if (!this.corked) return;
    this.corked = false;
    this.client.connection?.stream?.uncork?.();
  }

  private run<R extends QueryResultRow>(config: {
    name?: string;
    text: string;
    values?: unknown[];
  }): Promise<QueryResult<R>> {
    this.cork();
    const result = this.client.query<R>(config);
    this.track(result);
    return result;
  }

  private track(promise: Promise<unknown>): void {
    promise.catch((error: unknown) => {
      this.cause ??= { error };
    });
    this.sent.push(promise);
  }

  private async settle(): Promise<void> {
    this.uncork();
    const sent = this.sent.splice(0);
    try {
      for (const promise of sent) await promise;
    } catch (error) {
      throw this.cause ? this.cause.error : error;
    }
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
