import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom people entered or ended by hand the tenant's file leaves alone. */
export class StaffByHand1795716900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "officer" ADD "edited_at" TIMESTAMP WITH TIME ZONE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "officer" DROP COLUMN "edited_at"`);
  }
}
