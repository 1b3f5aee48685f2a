import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ChannelConnections1795314475462 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "channel_connection" ("channel_id" text NOT NULL, "process_id" uuid NOT NULL, "state" text NOT NULL, "since" TIMESTAMP WITH TIME ZONE NOT NULL, "code" text, "words" text, "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_channel_connection" PRIMARY KEY ("channel_id", "process_id"))`,
    );
    await runner.query(`CREATE INDEX "ix_channel_connection_process" ON "channel_connection"  ("process_id") `);
    await runner.query(`ALTER TABLE "channel_state" DROP COLUMN "connection_since"`);
    await runner.query(`ALTER TABLE "channel_state" DROP COLUMN "connection"`);
    await runner.query(`ALTER TABLE "channel_state" DROP COLUMN "connection_words"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "channel_state" ADD "connection_words" text`);
    await runner.query(`ALTER TABLE "channel_state" ADD "connection" text`);
    await runner.query(`ALTER TABLE "channel_state" ADD "connection_since" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`DROP INDEX "public"."ix_channel_connection_process"`);
    await runner.query(`DROP TABLE "channel_connection"`);
  }
}
