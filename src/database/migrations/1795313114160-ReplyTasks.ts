import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReplyTasks1795313114160 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "reply_task" ("id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "tenant" text NOT NULL, "method" text NOT NULL, "state" text NOT NULL, "attempts" smallint NOT NULL DEFAULT '0', "last_attempt_at" TIMESTAMP WITH TIME ZONE, "key_id" text NOT NULL, "recipient_sealed" bytea NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "closed_at" TIMESTAMP WITH TIME ZONE, "closed_by" text, CONSTRAINT "pk_reply_task" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_reply_task_ticket" ON "reply_task"  ("ticket_id") `);
    await runner.query(`CREATE INDEX "ix_reply_task_open" ON "reply_task"  ("tenant", "id") WHERE state = 'open'`);
    await runner.query(
      `CREATE TABLE "outside_reference" ("id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "system" text NOT NULL, "reference_hash" bytea NOT NULL, "key_id" text NOT NULL, "reference_sealed" bytea NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_outside_reference" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_outside_reference_ticket" ON "outside_reference"  ("ticket_id") `);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_outside_reference" ON "outside_reference"  ("system", "reference_hash") `,
    );
    await runner.query(`ALTER TABLE "ticket" ADD "reply_method" text`);
    await runner.query(
      `CREATE INDEX "ix_inbound_message_failed" ON "inbound_message"  ("channel_id") WHERE state = 'failed'`,
    );
    await runner.query(
      `CREATE INDEX "ix_outbound_message_failed" ON "outbound_message"  ("channel_id") WHERE state IN ('failed', 'unknown')`,
    );
    await runner.query(
      `ALTER TABLE "reply_task" ADD CONSTRAINT "fk_reply_task_outbound" FOREIGN KEY ("id") REFERENCES "outbound_message"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "reply_task" ADD CONSTRAINT "fk_reply_task_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "outside_reference" ADD CONSTRAINT "fk_outside_reference_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "outside_reference" DROP CONSTRAINT "fk_outside_reference_ticket"`);
    await runner.query(`ALTER TABLE "reply_task" DROP CONSTRAINT "fk_reply_task_ticket"`);
    await runner.query(`ALTER TABLE "reply_task" DROP CONSTRAINT "fk_reply_task_outbound"`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_failed"`);
    await runner.query(`DROP INDEX "public"."ix_inbound_message_failed"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "reply_method"`);
    await runner.query(`DROP INDEX "public"."uq_outside_reference"`);
    await runner.query(`DROP INDEX "public"."ix_outside_reference_ticket"`);
    await runner.query(`DROP TABLE "outside_reference"`);
    await runner.query(`DROP INDEX "public"."ix_reply_task_open"`);
    await runner.query(`DROP INDEX "public"."ix_reply_task_ticket"`);
    await runner.query(`DROP TABLE "reply_task"`);
  }
}
