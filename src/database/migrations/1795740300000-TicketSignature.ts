import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signatures of tickets' words, by which likely repeats are found; workers make those of tickets that are there. */
export class TicketSignature1795740300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "ticket_signature" ("ticket_id" uuid NOT NULL, "bands" integer array NOT NULL, CONSTRAINT "pk_ticket_signature" PRIMARY KEY ("ticket_id"))`,
    );
    await runner.query(
      `ALTER TABLE "ticket_signature" ADD CONSTRAINT "fk_ticket_signature_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(`CREATE INDEX "ix_ticket_signature_bands" ON "ticket_signature" USING gin ("bands")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."ix_ticket_signature_bands"`);
    await runner.query(`ALTER TABLE "ticket_signature" DROP CONSTRAINT "fk_ticket_signature_ticket"`);
    await runner.query(`DROP TABLE "ticket_signature"`);
  }
}
