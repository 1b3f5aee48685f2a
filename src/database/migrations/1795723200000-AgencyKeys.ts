import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of agencies' own systems, and what was done for programs under names of their own. */
export class AgencyKeys1795723200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "api_key" ADD "agency" text`);
    await runner.query(
      `ALTER TABLE "api_key" ADD CONSTRAINT "ck_api_key_agency" CHECK (agency IS NULL OR tenant IS NOT NULL)`,
    );
    await runner.query(
      `CREATE TABLE "api_request" ("key_id" uuid NOT NULL, "nonce" text NOT NULL, "digest" bytea NOT NULL, "answer" json, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_api_request" PRIMARY KEY ("key_id", "nonce"))`,
    );
    await runner.query(`CREATE INDEX "ix_api_request_at" ON "api_request"  ("at") `);
    await runner.query(
      `ALTER TABLE "api_request" ADD CONSTRAINT "fk_api_request_key" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "api_request" DROP CONSTRAINT "fk_api_request_key"`);
    await runner.query(`DROP INDEX "public"."ix_api_request_at"`);
    await runner.query(`DROP TABLE "api_request"`);
    await runner.query(`ALTER TABLE "api_key" DROP CONSTRAINT "ck_api_key_agency"`);
    await runner.query(`ALTER TABLE "api_key" DROP COLUMN "agency"`);
  }
}
