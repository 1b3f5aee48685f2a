import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketLife1795715729798 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "officer" ("id" uuid NOT NULL, "tenant" text NOT NULL, "agency" text, "unit" text, "role" text NOT NULL, "key_id" text NOT NULL, "name_sealed" bytea NOT NULL, "address_sealed" bytea NOT NULL, "address_hash" bytea NOT NULL, "channel_id" text, "active" boolean NOT NULL DEFAULT true, "seed_key" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_officer" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_officer_seed" ON "officer"  ("tenant", "seed_key") WHERE seed_key IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX "ix_officer_address" ON "officer"  ("address_hash") `);
    await runner.query(`CREATE INDEX "ix_officer_agency" ON "officer"  ("tenant", "agency") `);
    await runner.query(
      `CREATE TABLE "deadline_notice" ("id" uuid NOT NULL, "deadline_id" uuid NOT NULL, "percent" smallint NOT NULL, "told" text NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_deadline_notice" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE UNIQUE INDEX "uq_deadline_notice" ON "deadline_notice"  ("deadline_id", "percent") `);
    await runner.query(
      `CREATE TABLE "ticket_deadline" ("id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "tenant" text NOT NULL, "step" text NOT NULL, "round" smallint NOT NULL, "started_at" TIMESTAMP WITH TIME ZONE NOT NULL, "budget_amount" integer NOT NULL, "budget_unit" text NOT NULL, "standard_version" text NOT NULL, "calendar_version" text NOT NULL, "due_at" TIMESTAMP WITH TIME ZONE NOT NULL, "warn_at" TIMESTAMP WITH TIME ZONE NOT NULL, "met_at" TIMESTAMP WITH TIME ZONE, "breached_at" TIMESTAMP WITH TIME ZONE, "ended_at" TIMESTAMP WITH TIME ZONE, "wake_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_ticket_deadline" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "ix_ticket_deadline_wake" ON "ticket_deadline"  ("wake_at") WHERE wake_at IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_ticket_deadline" ON "ticket_deadline"  ("ticket_id", "step", "round") `,
    );
    await runner.query(
      `CREATE TABLE "ticket_pause" ("id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "from_at" TIMESTAMP WITH TIME ZONE NOT NULL, "until_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_ticket_pause" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_ticket_pause_open" ON "ticket_pause"  ("ticket_id") WHERE until_at IS NULL`,
    );
    await runner.query(`CREATE INDEX "ix_ticket_pause_ticket" ON "ticket_pause"  ("ticket_id", "from_at") `);
    await runner.query(
      `CREATE TABLE "dispatch" ("id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "tenant" text NOT NULL, "agency" text NOT NULL, "unit" text, "lead" boolean NOT NULL, "state" text NOT NULL, "key_id" text NOT NULL, "note_sealed" bytea, "due_at" TIMESTAMP WITH TIME ZONE, "dispatched_by" text NOT NULL, "dispatched_at" TIMESTAMP WITH TIME ZONE NOT NULL, "accepted_at" TIMESTAMP WITH TIME ZONE, "responded_at" TIMESTAMP WITH TIME ZONE, "ended_at" TIMESTAMP WITH TIME ZONE, "return_reason" text, "return_to" text, "return_words_sealed" bytea, CONSTRAINT "pk_dispatch" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_dispatch_open" ON "dispatch"  ("ticket_id", "agency") WHERE state IN ('sent', 'accepted', 'responded')`,
    );
    await runner.query(`CREATE INDEX "ix_dispatch_agency" ON "dispatch"  ("tenant", "agency", "state", "due_at") `);
    await runner.query(`CREATE INDEX "ix_dispatch_ticket" ON "dispatch"  ("ticket_id") `);
    await runner.query(
      `CREATE TABLE "response" ("id" uuid NOT NULL, "dispatch_id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "state" text NOT NULL, "via" text NOT NULL, "officer_id" uuid, "inbound_id" uuid, "nonce" text, "key_id" text NOT NULL, "body_sealed" bytea NOT NULL, "remark_sealed" bytea, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "submitted_at" TIMESTAMP WITH TIME ZONE, "checked_at" TIMESTAMP WITH TIME ZONE, "checked_by" text, CONSTRAINT "pk_response" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_response_nonce" ON "response"  ("dispatch_id", "nonce") WHERE nonce IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_response_inbound" ON "response"  ("inbound_id") WHERE inbound_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX "ix_response_dispatch" ON "response"  ("dispatch_id") `);
    await runner.query(`CREATE INDEX "ix_response_ticket" ON "response"  ("ticket_id") `);
    await runner.query(
      `CREATE TABLE "feedback" ("id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "tenant" text NOT NULL, "round" smallint NOT NULL, "channel_id" text NOT NULL, "fixed" boolean, "mark" smallint, "elements" jsonb, "key_id" text, "comment_sealed" bytea, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_feedback" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_feedback_tenant" ON "feedback"  ("tenant", "at") `);
    await runner.query(`CREATE UNIQUE INDEX "uq_feedback_ticket" ON "feedback"  ("ticket_id", "round") `);
    await runner.query(
      `CREATE TABLE "report" ("id" uuid NOT NULL, "tenant" text NOT NULL, "kind" text NOT NULL, "from_date" date NOT NULL, "until_date" date NOT NULL, "edition" smallint NOT NULL, "figures" jsonb NOT NULL, "html_key" text, "xlsx_key" text, "made_by" text NOT NULL, "made_at" TIMESTAMP WITH TIME ZONE NOT NULL, "mailed_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_report" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_report_tenant" ON "report"  ("tenant", "made_at") `);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_report_period" ON "report"  ("tenant", "kind", "from_date", "until_date", "edition") `,
    );
    await runner.query(
      `CREATE TABLE "training_example" ("id" uuid NOT NULL, "tenant" text NOT NULL, "ticket_id" uuid NOT NULL, "field" text NOT NULL, "was" text, "is" text, "event_id" uuid NOT NULL, "by" text NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "undone_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_training_example" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_training_example_ticket" ON "training_example"  ("ticket_id") `);
    await runner.query(`CREATE INDEX "ix_training_example_tenant" ON "training_example"  ("tenant", "field", "at") `);
    await runner.query(`ALTER TABLE "outbound_message" ADD "audience" text NOT NULL DEFAULT 'citizen'`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "officer_id" uuid`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "dispatch_id" uuid`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "subject_sealed" bytea`);
    await runner.query(`ALTER TABLE "ticket" ADD "taken_up_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "ticket" ADD "state_before" text`);
    await runner.query(`ALTER TABLE "ticket" ADD "merged_into" uuid`);
    await runner.query(`ALTER TABLE "ticket" ADD "split_from" uuid`);
    await runner.query(`ALTER TABLE "ticket" ADD "bounces" smallint NOT NULL DEFAULT '0'`);
    await runner.query(`ALTER TABLE "ticket" ADD "round" smallint NOT NULL DEFAULT '0'`);
    await runner.query(`ALTER TABLE "ticket" ADD "answered_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "ticket" ADD "closed_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "ticket" ADD "archive_reason" text`);
    await runner.query(
      `CREATE INDEX "ix_ticket_merged_into" ON "ticket"  ("merged_into") WHERE merged_into IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX "ix_ticket_answered" ON "ticket"  ("answered_at") WHERE state = 'answered'`);
    await runner.query(`CREATE INDEX "ix_ticket_new" ON "ticket"  ("opened_at") WHERE taken_up_at IS NULL`);
    await runner.query(
      `ALTER TABLE "deadline_notice" ADD CONSTRAINT "fk_deadline_notice_deadline" FOREIGN KEY ("deadline_id") REFERENCES "ticket_deadline"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ticket_deadline" ADD CONSTRAINT "fk_ticket_deadline_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ticket_pause" ADD CONSTRAINT "fk_ticket_pause_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "dispatch" ADD CONSTRAINT "fk_dispatch_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "response" ADD CONSTRAINT "fk_response_dispatch" FOREIGN KEY ("dispatch_id") REFERENCES "dispatch"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "response" ADD CONSTRAINT "fk_response_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "response" ADD CONSTRAINT "fk_response_officer" FOREIGN KEY ("officer_id") REFERENCES "officer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "response" ADD CONSTRAINT "fk_response_inbound" FOREIGN KEY ("inbound_id") REFERENCES "inbound_message"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "feedback" ADD CONSTRAINT "fk_feedback_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ticket" ADD CONSTRAINT "fk_ticket_merged_into" FOREIGN KEY ("merged_into") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ticket" ADD CONSTRAINT "fk_ticket_split_from" FOREIGN KEY ("split_from") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "training_example" ADD CONSTRAINT "fk_training_example_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "training_example" DROP CONSTRAINT "fk_training_example_ticket"`);
    await runner.query(`ALTER TABLE "ticket" DROP CONSTRAINT "fk_ticket_split_from"`);
    await runner.query(`ALTER TABLE "ticket" DROP CONSTRAINT "fk_ticket_merged_into"`);
    await runner.query(`ALTER TABLE "feedback" DROP CONSTRAINT "fk_feedback_ticket"`);
    await runner.query(`ALTER TABLE "response" DROP CONSTRAINT "fk_response_inbound"`);
    await runner.query(`ALTER TABLE "response" DROP CONSTRAINT "fk_response_officer"`);
    await runner.query(`ALTER TABLE "response" DROP CONSTRAINT "fk_response_ticket"`);
    await runner.query(`ALTER TABLE "response" DROP CONSTRAINT "fk_response_dispatch"`);
    await runner.query(`ALTER TABLE "dispatch" DROP CONSTRAINT "fk_dispatch_ticket"`);
    await runner.query(`ALTER TABLE "ticket_pause" DROP CONSTRAINT "fk_ticket_pause_ticket"`);
    await runner.query(`ALTER TABLE "ticket_deadline" DROP CONSTRAINT "fk_ticket_deadline_ticket"`);
    await runner.query(`ALTER TABLE "deadline_notice" DROP CONSTRAINT "fk_deadline_notice_deadline"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_new"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_answered"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_merged_into"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "archive_reason"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "closed_at"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "answered_at"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "round"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "bounces"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "split_from"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "merged_into"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "state_before"`);
    await runner.query(`ALTER TABLE "ticket" DROP COLUMN "taken_up_at"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "subject_sealed"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "dispatch_id"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "officer_id"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "audience"`);
    await runner.query(`DROP INDEX "public"."ix_training_example_tenant"`);
    await runner.query(`DROP INDEX "public"."ix_training_example_ticket"`);
    await runner.query(`DROP TABLE "training_example"`);
    await runner.query(`DROP INDEX "public"."uq_report_period"`);
    await runner.query(`DROP INDEX "public"."ix_report_tenant"`);
    await runner.query(`DROP TABLE "report"`);
    await runner.query(`DROP INDEX "public"."uq_feedback_ticket"`);
    await runner.query(`DROP INDEX "public"."ix_feedback_tenant"`);
    await runner.query(`DROP TABLE "feedback"`);
    await runner.query(`DROP INDEX "public"."ix_response_ticket"`);
    await runner.query(`DROP INDEX "public"."ix_response_dispatch"`);
    await runner.query(`DROP INDEX "public"."uq_response_inbound"`);
    await runner.query(`DROP INDEX "public"."uq_response_nonce"`);
    await runner.query(`DROP TABLE "response"`);
    await runner.query(`DROP INDEX "public"."ix_dispatch_ticket"`);
    await runner.query(`DROP INDEX "public"."ix_dispatch_agency"`);
    await runner.query(`DROP INDEX "public"."uq_dispatch_open"`);
    await runner.query(`DROP TABLE "dispatch"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_pause_ticket"`);
    await runner.query(`DROP INDEX "public"."uq_ticket_pause_open"`);
    await runner.query(`DROP TABLE "ticket_pause"`);
    await runner.query(`DROP INDEX "public"."uq_ticket_deadline"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_deadline_wake"`);
    await runner.query(`DROP TABLE "ticket_deadline"`);
    await runner.query(`DROP INDEX "public"."uq_deadline_notice"`);
    await runner.query(`DROP TABLE "deadline_notice"`);
    await runner.query(`DROP INDEX "public"."ix_officer_agency"`);
    await runner.query(`DROP INDEX "public"."ix_officer_address"`);
    await runner.query(`DROP INDEX "public"."uq_officer_seed"`);
    await runner.query(`DROP TABLE "officer"`);
  }
}
