import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is on a ticket; and what the console's inbox, list and search go by, whose work must not grow with the table. */
export class Inbox1795727649461 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "ticket" ADD "assigned_to" uuid, ADD "assigned_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(
      `ALTER TABLE "ticket" ADD CONSTRAINT "fk_ticket_assigned_to" FOREIGN KEY ("assigned_to") REFERENCES "user_account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `CREATE INDEX "ix_ticket_assigned" ON "ticket"  ("assigned_to", "opened_at", "id") WHERE assigned_to IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX "ix_ticket_category" ON "ticket"  ("tenant", "category", "opened_at", "id") `);
    await runner.query(`CREATE INDEX "ix_ticket_agency" ON "ticket"  ("tenant", "agency", "opened_at", "id") `);
    await runner.query(
      `CREATE INDEX "ix_ticket_danger" ON "ticket"  ("tenant", "opened_at", "id") WHERE urgency = 'danger' AND state IN ('received', 'triage', 'returned', 'reopened', 'dispatched', 'in-progress', 'awaiting-citizen', 'responded')`,
    );
    await runner.query(
      `CREATE INDEX "ix_ticket_due" ON "ticket"  ("tenant", "due_at", "id") WHERE state IN ('received', 'triage', 'returned', 'reopened', 'dispatched', 'in-progress', 'awaiting-citizen', 'responded')`,
    );
    // TypeORM knows no index on an expression; the entity names it, so that it is left alone.
    await runner.query(`CREATE INDEX "ix_ticket_words" ON "ticket" USING gin (to_tsvector('indonesian', description))`);
    await runner.query(
      `CREATE INDEX "ix_ticket_deadline_owed" ON "ticket_deadline"  ("tenant", "due_at") WHERE met_at IS NULL AND ended_at IS NULL AND due_at IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "ix_outbound_message_undelivered" ON "outbound_message"  ("tenant", "created_at") WHERE state IN ('failed', 'unknown', 'waiting') AND audience = 'citizen'`,
    );
    await runner.query(
      `CREATE INDEX "ix_inbound_message_ownerless" ON "inbound_message"  ("received_at") WHERE tenant IS NULL AND state = 'done' AND event_type = 'message'`,
    );
    await runner.query(
      `CREATE TABLE "saved_view" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "name" text NOT NULL, "filter" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_saved_view" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE UNIQUE INDEX "uq_saved_view_name" ON "saved_view"  ("user_id", "name") `);
    await runner.query(
      `ALTER TABLE "saved_view" ADD CONSTRAINT "fk_saved_view_user" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `CREATE TABLE "console_presence" ("id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "user_id" uuid NOT NULL, "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_console_presence" PRIMARY KEY ("id"))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "console_presence"`);
    await runner.query(`DROP TABLE "saved_view"`);
    await runner.query(`DROP INDEX "public"."ix_inbound_message_ownerless"`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_undelivered"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_deadline_owed"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_words"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_due"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_danger"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_agency"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_category"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_assigned"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "assigned_at", DROP COLUMN "assigned_to"`);
  }
}
