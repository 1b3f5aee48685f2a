import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people edit of a tenant in the console. */
export class TenantRevisions1795726859275 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "tenant_revision" ("tenant" text NOT NULL, "number" integer NOT NULL, "overlay" jsonb NOT NULL,
        "changes" jsonb NOT NULL, "saved_by" text NOT NULL, "saved_at" TIMESTAMP WITH TIME ZONE NOT NULL, "note" text,
        CONSTRAINT "pk_tenant_revision" PRIMARY KEY ("tenant", "number"))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "tenant_revision"`);
  }
}
