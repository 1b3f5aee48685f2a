import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Accounts1795726996452 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "account_link" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "purpose" text NOT NULL, "token_hash" bytea NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_account_link" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_account_link_expires" ON "account_link"  ("expires_at") `);
    await runner.query(`CREATE INDEX "ix_account_link_user" ON "account_link"  ("user_id") `);
    await runner.query(`CREATE UNIQUE INDEX "uq_account_link_token" ON "account_link"  ("token_hash") `);
    await runner.query(
      `CREATE TABLE "session" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "token_hash" bytea NOT NULL, "factor_pending" boolean NOT NULL DEFAULT false, "device" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_session" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_session_expires" ON "session"  ("expires_at") `);
    await runner.query(`CREATE INDEX "ix_session_user" ON "session"  ("user_id") `);
    await runner.query(`CREATE UNIQUE INDEX "uq_session_token" ON "session"  ("token_hash") `);
    await runner.query(
      `CREATE TABLE "sign_in_attempts" ("key_hash" bytea NOT NULL, "failures" integer NOT NULL, "blocked_until" TIMESTAMP WITH TIME ZONE, "forget_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_sign_in_attempts" PRIMARY KEY ("key_hash"))`,
    );
    await runner.query(`CREATE INDEX "ix_sign_in_attempts_until" ON "sign_in_attempts"  ("forget_at") `);
    await runner.query(
      `CREATE TABLE "user_account" ("id" uuid NOT NULL, "role" text NOT NULL, "tenant" text, "agency" text, "unit" text, "locale" text NOT NULL, "key_id" text NOT NULL, "name_sealed" bytea NOT NULL, "username_sealed" bytea, "username_hash" bytea, "email_sealed" bytea, "email_hash" bytea, "password_hash" text, "password_temporary" boolean NOT NULL DEFAULT false, "password_changed_at" TIMESTAMP WITH TIME ZONE, "totp_sealed" bytea, "totp_key_id" text, "totp_confirmed_at" TIMESTAMP WITH TIME ZONE, "totp_last_step" bigint, "recovery_hashes" bytea array NOT NULL DEFAULT '{}', "disabled_at" TIMESTAMP WITH TIME ZONE, "last_signed_in_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "ck_user_account_known_by" CHECK (username_hash IS NOT NULL OR email_hash IS NOT NULL), CONSTRAINT "pk_user_account" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_user_account_tenant" ON "user_account"  ("tenant", "role") `);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_user_account_email" ON "user_account"  ("email_hash") WHERE email_hash IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_user_account_username" ON "user_account"  ("username_hash") WHERE username_hash IS NOT NULL`,
    );
    await runner.query(
      `ALTER TABLE "account_link" ADD CONSTRAINT "fk_account_link_user" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "session" ADD CONSTRAINT "fk_session_user" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "session" DROP CONSTRAINT "fk_session_user"`);
    await runner.query(`ALTER TABLE "account_link" DROP CONSTRAINT "fk_account_link_user"`);
    await runner.query(`DROP INDEX "public"."uq_user_account_username"`);
    await runner.query(`DROP INDEX "public"."uq_user_account_email"`);
    await runner.query(`DROP INDEX "public"."ix_user_account_tenant"`);
    await runner.query(`DROP TABLE "user_account"`);
    await runner.query(`DROP INDEX "public"."ix_sign_in_attempts_until"`);
    await runner.query(`DROP TABLE "sign_in_attempts"`);
    await runner.query(`DROP INDEX "public"."uq_session_token"`);
    await runner.query(`DROP INDEX "public"."ix_session_user"`);
    await runner.query(`DROP INDEX "public"."ix_session_expires"`);
    await runner.query(`DROP TABLE "session"`);
    await runner.query(`DROP INDEX "public"."uq_account_link_token"`);
    await runner.query(`DROP INDEX "public"."ix_account_link_user"`);
    await runner.query(`DROP INDEX "public"."ix_account_link_expires"`);
    await runner.query(`DROP TABLE "account_link"`);
  }
}
