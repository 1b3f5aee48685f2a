import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of agencies' responses, and which answer a response became. */
export class ResponseFiles1795718400101 implements MigrationInterface {
  name = 'ResponseFiles1795718400101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "response" ADD "answer_id" uuid`);
    await runner.query(`ALTER TABLE "attachment" ALTER COLUMN "inbound_id" DROP NOT NULL`);
    await runner.query(`ALTER TABLE "attachment" ADD "response_id" uuid`);
    await runner.query(`ALTER TABLE "attachment" ADD "role" text`);
    await runner.query(
      `ALTER TABLE "attachment" ADD CONSTRAINT "fk_attachment_response" FOREIGN KEY ("response_id") REFERENCES "response"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `CREATE INDEX "ix_attachment_response" ON "attachment" ("response_id") WHERE response_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "ix_outbound_message_dispatch" ON "outbound_message" ("dispatch_id", "officer_id") WHERE dispatch_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "ix_outbound_message_dispatch"`);
    await runner.query(`DROP INDEX "ix_attachment_response"`);
    await runner.query(`ALTER TABLE "attachment" DROP CONSTRAINT "fk_attachment_response"`);
    await runner.query(`ALTER TABLE "attachment" DROP COLUMN "role"`);
    await runner.query(`ALTER TABLE "attachment" DROP COLUMN "response_id"`);
    await runner.query(`DELETE FROM "attachment" WHERE "inbound_id" IS NULL`);
    await runner.query(`ALTER TABLE "attachment" ALTER COLUMN "inbound_id" SET NOT NULL`);
    await runner.query(`ALTER TABLE "response" DROP COLUMN "answer_id"`);
  }
}
