import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Test messages that go round by a channel, and the channels where one is missing. */
export class Canaries1795743500218 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "canary_trip" ("channel_id" text NOT NULL, "slot" TIMESTAMP WITH TIME ZONE NOT NULL, "begun_at" TIMESTAMP WITH TIME ZONE NOT NULL, "due_at" TIMESTAMP WITH TIME ZONE, "returned_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_canary_trip" PRIMARY KEY ("channel_id", "slot"))`,
    );
    await runner.query(
      `CREATE INDEX "ix_canary_trip_returned" ON "canary_trip"  ("channel_id", "returned_at") WHERE returned_at IS NOT NULL`,
    );
    await runner.query(
      `CREATE TABLE "canary_alarm" ("channel_id" text NOT NULL, "slot" TIMESTAMP WITH TIME ZONE NOT NULL, "begun_at" TIMESTAMP WITH TIME ZONE NOT NULL, "noticed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_canary_alarm" PRIMARY KEY ("channel_id"))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "canary_alarm"`);
    await runner.query(`DROP INDEX "public"."ix_canary_trip_returned"`);
    await runner.query(`DROP TABLE "canary_trip"`);
  }
}
