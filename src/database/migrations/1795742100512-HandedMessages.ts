import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A message of no office can be handed to one. */
export class HandedMessages1795742100512 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "inbound_message" ADD "handed_to" text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "inbound_message" DROP COLUMN "handed_to"`);
  }
}
