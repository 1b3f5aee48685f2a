import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ConnectedChannels1795305598836 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "message_part" ("id" uuid NOT NULL, "channel_id" text NOT NULL, "set_hash" bytea NOT NULL, "number" smallint NOT NULL, "total" smallint NOT NULL, "key_id" text NOT NULL, "key_sealed" bytea NOT NULL, "bytes_sealed" bytea NOT NULL, "received_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_message_part" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_message_part_received" ON "message_part"  ("channel_id", "received_at") `);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_message_part_number" ON "message_part"  ("channel_id", "set_hash", "number") `,
    );
    await runner.query(`ALTER TABLE "channel_state" ADD "cursor" text`);
    await runner.query(`ALTER TABLE "channel_state" ADD "connection" text`);
    await runner.query(`ALTER TABLE "channel_state" ADD "connection_since" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "channel_state" ADD "connection_words" text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "channel_state" DROP COLUMN "connection_words"`);
    await runner.query(`ALTER TABLE "channel_state" DROP COLUMN "connection_since"`);
    await runner.query(`ALTER TABLE "channel_state" DROP COLUMN "connection"`);
    await runner.query(`ALTER TABLE "channel_state" DROP COLUMN "cursor"`);
    await runner.query(`DROP INDEX "public"."uq_message_part_number"`);
    await runner.query(`DROP INDEX "public"."ix_message_part_received"`);
    await runner.query(`DROP TABLE "message_part"`);
  }
}
