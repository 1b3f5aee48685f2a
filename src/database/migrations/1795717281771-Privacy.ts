import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Privacy1795717281771 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "data_breach" ("id" uuid NOT NULL, "tenant" text, "discovered_at" TIMESTAMP WITH TIME ZONE NOT NULL, "notify_by" TIMESTAMP WITH TIME ZONE NOT NULL, "key_id" text NOT NULL, "what_sealed" bytea NOT NULL, "measures_sealed" bytea, "data_kinds" text array NOT NULL, "persons" integer, "authority_told_at" TIMESTAMP WITH TIME ZONE, "persons_told_at" TIMESTAMP WITH TIME ZONE, "closed_at" TIMESTAMP WITH TIME ZONE, "recorded_by" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_data_breach" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_data_breach_open" ON "data_breach"  ("notify_by") WHERE closed_at IS NULL`);
    await runner.query(
      `CREATE TABLE "data_request" ("id" uuid NOT NULL, "tenant" text NOT NULL, "kind" text NOT NULL, "subject_hash" bytea NOT NULL, "by" text NOT NULL, "counts" jsonb NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_data_request" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_data_request_tenant" ON "data_request"  ("tenant", "at") `);
    await runner.query(
      `CREATE TABLE "object_removal" ("key" text NOT NULL, "next_attempt_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_object_removal" PRIMARY KEY ("key"))`,
    );
    await runner.query(`CREATE INDEX "ix_object_removal_next" ON "object_removal"  ("next_attempt_at") `);
    await runner.query(
      `CREATE TABLE "retention_cursor" ("class" text NOT NULL, "tenant" text NOT NULL, "last_id" uuid NOT NULL, CONSTRAINT "pk_retention_cursor" PRIMARY KEY ("class", "tenant"))`,
    );
    await runner.query(`ALTER TABLE "ticket" ADD "erased_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(
      `CREATE INDEX "ix_ticket_ended" ON "ticket"  ("tenant", "closed_at") WHERE closed_at IS NOT NULL AND erased_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."ix_ticket_ended"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "erased_at"`);
    await runner.query(`DROP TABLE "retention_cursor"`);
    await runner.query(`DROP INDEX "public"."ix_object_removal_next"`);
    await runner.query(`DROP TABLE "object_removal"`);
    await runner.query(`DROP INDEX "public"."ix_data_request_tenant"`);
    await runner.query(`DROP TABLE "data_request"`);
    await runner.query(`DROP INDEX "public"."ix_data_breach_open"`);
    await runner.query(`DROP TABLE "data_breach"`);
  }
}
