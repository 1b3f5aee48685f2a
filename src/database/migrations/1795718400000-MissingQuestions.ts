import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a new ticket is looked at for what its citizen should be asked. */
export class MissingQuestions1795718400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "ticket" ADD "ask_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`CREATE INDEX "ix_ticket_ask" ON "ticket"  ("ask_at") WHERE ask_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."ix_ticket_ask"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "ask_at"`);
  }
}
