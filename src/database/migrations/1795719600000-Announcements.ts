import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the office was told of a ticket; what is older than this is no news. */
export class Announcements1795719600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "ticket" ADD "announced_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`UPDATE "ticket" SET "announced_at" = "opened_at"`);
    await runner.query(
      `CREATE INDEX "ix_ticket_unannounced" ON "ticket"  ("tenant", "opened_at") WHERE announced_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."ix_ticket_unannounced"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "announced_at"`);
  }
}
