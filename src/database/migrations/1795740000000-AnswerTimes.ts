import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tenants' public pages tell of their answers: a row a tenant. */
export class AnswerTimes1795740000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "answer_times" ("tenant" text NOT NULL, "figures" jsonb NOT NULL, "reckoned_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_answer_times" PRIMARY KEY ("tenant"))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "answer_times"`);
  }
}
