import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the office's people write to one another about a ticket. */
export class TicketNotes1795727611203 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "ticket_note" ("id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "nonce" text NOT NULL, "key_id" text NOT NULL, "body_sealed" bytea NOT NULL, "by" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_ticket_note" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_ticket_note_ticket" ON "ticket_note"  ("ticket_id", "created_at")`);
    await runner.query(`CREATE UNIQUE INDEX "uq_ticket_note_nonce" ON "ticket_note"  ("ticket_id", "nonce")`);
    await runner.query(
      `ALTER TABLE "ticket_note" ADD CONSTRAINT "fk_ticket_note_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "ticket_note"`);
  }
}
