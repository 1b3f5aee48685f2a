import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports that people ask for are made by workers. */
export class ReportOrders1795741600207 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "report_order" ("id" uuid NOT NULL, "tenant" text NOT NULL, "kind" text NOT NULL, "period" text NOT NULL, "ordered_by" text NOT NULL, "state" text NOT NULL, "reason" text, "report_id" uuid, "attempts" smallint NOT NULL DEFAULT '0', "lease_until" TIMESTAMP WITH TIME ZONE, "wake_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "ended_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_report_order" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_report_order_waiting" ON "report_order"  ("tenant", "kind", "period") WHERE state = 'waiting'`,
    );
    await runner.query(`CREATE INDEX "ix_report_order_wake" ON "report_order"  ("wake_at") WHERE state = 'waiting'`);
    await runner.query(`CREATE INDEX "ix_report_order_tenant" ON "report_order"  ("tenant", "created_at")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "report_order"`);
  }
}
