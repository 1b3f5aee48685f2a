import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the office itself named an agency's time: then a dispatch that is given back keeps it. */
export class DispatchDueGiven1795739400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "dispatch" ADD "due_given" boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "dispatch" DROP COLUMN "due_given"`);
  }
}
