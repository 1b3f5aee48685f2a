import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeliveryState1795316100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "channel_state" ADD "throttled_until" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "window_closed" boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "window_closed_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "template_hash" bytea`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "template_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "template_state" text`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "refused_hashes" bytea array NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "cost" numeric(14,4)`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "template_cost" numeric(14,4)`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "currency" text`);
    await runner.query(`ALTER TABLE "parked_receipt" ADD "reference" uuid`);
    await runner.query(`ALTER TABLE "parked_receipt" ADD "words" text`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_wake"`);
    await runner.query(
      `CREATE INDEX "ix_outbound_message_wake" ON "outbound_message"  ("wake_at") WHERE state IN ('queued', 'sending', 'unknown', 'waiting')`,
    );
    await runner.query(
      `CREATE INDEX "ix_inbound_message_window" ON "inbound_message"  ("channel_id", "sender_hash", "received_at") WHERE kind = 'whatsapp' AND sender_hash IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "ix_outbound_message_held" ON "outbound_message"  ("channel_id", "recipient_hash") WHERE state IN ('waiting', 'unknown')`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_outbound_message_template" ON "outbound_message"  ("channel_id", "template_hash") WHERE template_hash IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."uq_outbound_message_template"`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_held"`);
    await runner.query(`DROP INDEX "public"."ix_inbound_message_window"`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_wake"`);
    await runner.query(
      `CREATE INDEX "ix_outbound_message_wake" ON "outbound_message"  ("wake_at") WHERE state IN ('queued', 'sending', 'unknown')`,
    );
    await runner.query(`ALTER TABLE "parked_receipt" DROP COLUMN "words"`);
    await runner.query(`ALTER TABLE "parked_receipt" DROP COLUMN "reference"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "currency"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "template_cost"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "cost"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "refused_hashes"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "template_state"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "template_at"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "template_hash"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "window_closed_at"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "window_closed"`);
    await runner.query(`ALTER TABLE "channel_state" DROP COLUMN "throttled_until"`);
  }
}
