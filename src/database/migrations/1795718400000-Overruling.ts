import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Overruling1795718400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "decision" ALTER COLUMN "inbound_id" DROP NOT NULL`);
    await runner.query(`ALTER TABLE "decision" ADD "decided_by" text NOT NULL DEFAULT 'machine'`);
    await runner.query(`ALTER TABLE "decision" ADD "actor" text`);
    await runner.query(`ALTER TABLE "decision" ADD "event_id" uuid`);
    await runner.query(`ALTER TABLE "decision" ADD "undone_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(
      `ALTER TABLE "decision" ADD CONSTRAINT "ck_decision_machine" CHECK (inbound_id IS NOT NULL OR decided_by = 'human')`,
    );
    await runner.query(`ALTER TABLE "training_example" RENAME COLUMN "is" TO "correct"`);
    await runner.query(`DROP INDEX "public"."uq_ticket_opening_message"`);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_ticket_opening_message" ON "ticket"  ("opening_message_id") WHERE split_from IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."uq_ticket_opening_message"`);
    await runner.query(`CREATE UNIQUE INDEX "uq_ticket_opening_message" ON "ticket"  ("opening_message_id") `);
    await runner.query(`ALTER TABLE "training_example" RENAME COLUMN "correct" TO "is"`);
    await runner.query(`ALTER TABLE "decision" DROP CONSTRAINT "ck_decision_machine"`);
    await runner.query(`ALTER TABLE "decision" DROP COLUMN "undone_at"`);
    await runner.query(`ALTER TABLE "decision" DROP COLUMN "event_id"`);
    await runner.query(`ALTER TABLE "decision" DROP COLUMN "actor"`);
    await runner.query(`ALTER TABLE "decision" DROP COLUMN "decided_by"`);
    await runner.query(`ALTER TABLE "decision" ALTER COLUMN "inbound_id" SET NOT NULL`);
  }
}
