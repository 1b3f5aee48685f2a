/** A prepared statement: `name` is unique to `text`, so that PostgreSQL plans it once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}
