import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Threading1795315500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "outbound_message" ADD "words_sealed" bytea`);
    await runner.query(`ALTER TABLE "ticket" ADD "burst_from" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "ticket" ADD "burst_until" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "ticket" ADD "wake_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(
      `CREATE INDEX "ix_outbound_message_question" ON "outbound_message"  ("recipient_hash", "created_at") WHERE purpose = 'question'`,
    );
    // Not the automatic ones only: what a human wrote is what people thank for.
    await runner.query(`DROP INDEX "public"."ix_outbound_message_recipient"`);
    await runner.query(
      `CREATE INDEX "ix_outbound_message_to" ON "outbound_message"  ("recipient_hash", "created_at") WHERE recipient_hash IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX "ix_ticket_wake" ON "ticket"  ("wake_at") WHERE wake_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."ix_ticket_wake"`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_to"`);
    await runner.query(
      `CREATE INDEX "ix_outbound_message_recipient" ON "outbound_message"  ("recipient_hash", "created_at") WHERE automatic`,
    );
    await runner.query(`DROP INDEX "public"."ix_outbound_message_question"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "wake_at"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "burst_until"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "burst_from"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "words_sealed"`);
  }
}
