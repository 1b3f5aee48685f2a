import type { MigrationInterface, QueryRunner } from 'typeorm';

const KNOWN = 'username_hash IS NOT NULL OR email_hash IS NOT NULL';

/** An account that has long been disabled keeps its id, and no names. */
export class ForgottenAccounts1795741000412 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "user_account" ADD "forgotten_at" TIMESTAMP WITH TIME ZONE`);
    await knownBy(runner, `${KNOWN} OR forgotten_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM "user_account" WHERE forgotten_at IS NOT NULL`);
    await knownBy(runner, KNOWN);
    await runner.query(`ALTER TABLE "user_account" DROP COLUMN "forgotten_at"`);
  }
}

async function knownBy(runner: QueryRunner, check: string): Promise<void> {
  await runner.query(`ALTER TABLE "user_account" DROP CONSTRAINT "ck_user_account_known_by"`);
  await runner.query(`ALTER TABLE "user_account" ADD CONSTRAINT "ck_user_account_known_by" CHECK (${check})`);
}
