import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Attachments1795312572231 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "access_log" ("id" uuid NOT NULL, "actor" text NOT NULL, "action" text NOT NULL, "subject_id" uuid NOT NULL, "ticket_id" uuid, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_access_log" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_access_log_subject" ON "access_log"  ("subject_id", "at") `);
    await runner.query(`ALTER TABLE "attachment" ADD "family" text`);
    await runner.query(`ALTER TABLE "attachment" ADD "view_key" text`);
    await runner.query(`ALTER TABLE "attachment" ADD "location_sealed" bytea`);
    await runner.query(`DROP INDEX "public"."ix_message_part_received"`);
    await runner.query(`ALTER TABLE "message_part" DROP COLUMN "key_sealed"`);
    await runner.query(`ALTER TABLE "message_part" ADD "seen_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`UPDATE "message_part" SET "seen_at" = "received_at"`);
    await runner.query(`ALTER TABLE "message_part" ALTER COLUMN "seen_at" SET NOT NULL`);
    await runner.query(`CREATE INDEX "ix_message_part_seen" ON "message_part"  ("channel_id", "seen_at") `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."ix_message_part_seen"`);
    await runner.query(`ALTER TABLE "message_part" DROP COLUMN "seen_at"`);
    await runner.query(`ALTER TABLE "message_part" ADD "key_sealed" bytea NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE "message_part" ALTER COLUMN "key_sealed" DROP DEFAULT`);
    await runner.query(`CREATE INDEX "ix_message_part_received" ON "message_part"  ("channel_id", "received_at") `);
    await runner.query(`ALTER TABLE "attachment" DROP COLUMN "location_sealed"`);
    await runner.query(`ALTER TABLE "attachment" DROP COLUMN "view_key"`);
    await runner.query(`ALTER TABLE "attachment" DROP COLUMN "family"`);
    await runner.query(`DROP INDEX "public"."ix_access_log_subject"`);
    await runner.query(`DROP TABLE "access_log"`);
  }
}
