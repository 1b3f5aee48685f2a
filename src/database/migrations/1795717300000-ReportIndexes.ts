import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By time: what reports read of a period without reading everything else. */
export class ReportIndexes1795717300000 implements MigrationInterface {
  name = 'ReportIndexes1795717300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX "ix_ticket_opened" ON "ticket" ("tenant", "opened_at", "id")');
    // Events are added in order of time: a few bytes for each hundred pages find them, and writing costs next to nothing.
    await runner.query('CREATE INDEX "ix_ticket_event_at" ON "ticket_event" USING brin ("at")');
    await runner.query('CREATE INDEX "ix_ticket_deadline_due" ON "ticket_deadline" ("tenant", "due_at")');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "ix_ticket_deadline_due"');
    await runner.query('DROP INDEX "ix_ticket_event_at"');
    await runner.query('DROP INDEX "ix_ticket_opened"');
  }
}
