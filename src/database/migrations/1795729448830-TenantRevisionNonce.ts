import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A form that was sent twice comes to one revision. */
export class TenantRevisionNonce1795729448830 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "tenant_revision" ADD "nonce" text`);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_tenant_revision_nonce" ON "tenant_revision"  ("tenant", "nonce") WHERE nonce IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."uq_tenant_revision_nonce"`);
    await runner.query(`ALTER TABLE "tenant_revision" DROP COLUMN "nonce"`);
  }
}
