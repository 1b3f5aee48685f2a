import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ApiKeys1795317341107 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "api_key" ("id" uuid NOT NULL, "name" text NOT NULL, "tenant" text, "scopes" text array NOT NULL, "secret_hash" bytea NOT NULL, "rate_per_minute" integer NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE, "revoked_at" TIMESTAMP WITH TIME ZONE, "last_used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_api_key" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE UNIQUE INDEX "uq_api_key_hash" ON "api_key"  ("secret_hash") `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."uq_api_key_hash"`);
    await runner.query(`DROP TABLE "api_key"`);
  }
}
