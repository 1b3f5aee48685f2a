import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which key file a database was written with. */
export class KeyMark1795744800113 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "key_mark" ("id" smallint NOT NULL, "digest" bytea NOT NULL, CONSTRAINT "pk_key_mark" PRIMARY KEY ("id"))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "key_mark"`);
  }
}
