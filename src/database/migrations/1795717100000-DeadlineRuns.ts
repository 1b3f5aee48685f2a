import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeadlineRuns1795717100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."uq_ticket_deadline"`);
    await runner.query(`ALTER TABLE "ticket_deadline" ADD "run" smallint NOT NULL DEFAULT '0'`);
    for (const column of ['budget_amount', 'budget_unit', 'due_at', 'warn_at'])
      await runner.query(`ALTER TABLE "ticket_deadline" ALTER COLUMN "${column}" DROP NOT NULL`);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_ticket_deadline" ON "ticket_deadline"  ("ticket_id", "step", "round", "run") `,
    );
    await runner.query(
      `CREATE TABLE "daily_digest" ("tenant" text NOT NULL, "day" date NOT NULL, "made_at" TIMESTAMP WITH TIME ZONE NOT NULL, "people" integer NOT NULL, CONSTRAINT "pk_daily_digest" PRIMARY KEY ("tenant", "day"))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "daily_digest"`);
    await runner.query(`DROP INDEX "public"."uq_ticket_deadline"`);
    // What is only measured, and second runs, have no place in the older form; their notices go before them.
    const newer = `"due_at" IS NULL OR "run" > 0`;
    await runner.query(
      `DELETE FROM "deadline_notice" WHERE "deadline_id" IN (SELECT "id" FROM "ticket_deadline" WHERE ${newer})`,
    );
    await runner.query(`DELETE FROM "ticket_deadline" WHERE ${newer}`);
    for (const column of ['budget_amount', 'budget_unit', 'due_at', 'warn_at'])
      await runner.query(`ALTER TABLE "ticket_deadline" ALTER COLUMN "${column}" SET NOT NULL`);
    await runner.query(`ALTER TABLE "ticket_deadline" DROP COLUMN "run"`);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_ticket_deadline" ON "ticket_deadline"  ("ticket_id", "step", "round") `,
    );
  }
}
