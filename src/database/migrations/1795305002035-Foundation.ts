import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Foundation1795305002035 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "contact_address" ("id" uuid NOT NULL, "contact_id" uuid NOT NULL, "tenant" text NOT NULL, "kind" text NOT NULL, "lookup_hash" bytea NOT NULL, "key_id" text NOT NULL, "value_sealed" bytea NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_contact_address" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_contact_address_contact" ON "contact_address"  ("contact_id") `);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_contact_address_lookup" ON "contact_address"  ("tenant", "lookup_hash") `,
    );
    await runner.query(
      `CREATE TABLE "contact" ("id" uuid NOT NULL, "tenant" text NOT NULL, "key_id" text, "name_sealed" bytea, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_contact" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE TABLE "opt_out" ("channel_id" text NOT NULL, "address_hash" bytea NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_opt_out" PRIMARY KEY ("channel_id", "address_hash"))`,
    );
    await runner.query(
      `CREATE TABLE "inbound_message" ("id" uuid NOT NULL, "channel_id" text NOT NULL, "kind" text NOT NULL, "external_hash" bytea NOT NULL, "event_type" text NOT NULL, "sender_hash" bytea, "key_id" text NOT NULL, "event_sealed" bytea, "raw_sealed" bytea, "received_at" TIMESTAMP WITH TIME ZONE NOT NULL, "state" text NOT NULL DEFAULT 'pending', "outcome" text, "reason" text, "attempts" smallint NOT NULL DEFAULT '0', "next_attempt_at" TIMESTAMP WITH TIME ZONE NOT NULL, "wake_at" TIMESTAMP WITH TIME ZONE NOT NULL, "lease_until" TIMESTAMP WITH TIME ZONE, "tenant" text, "contact_id" uuid, "ticket_id" uuid, "text_hash" bytea, "processed_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_inbound_message" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "ix_inbound_message_ticket" ON "inbound_message"  ("ticket_id", "id") WHERE ticket_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "ix_inbound_message_text" ON "inbound_message"  ("text_hash", "received_at") WHERE text_hash IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "ix_inbound_message_wake" ON "inbound_message"  ("wake_at") WHERE state = 'pending'`,
    );
    await runner.query(
      `CREATE INDEX "ix_inbound_message_sender" ON "inbound_message"  ("sender_hash", "id") WHERE state = 'pending'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_inbound_message_external" ON "inbound_message"  ("channel_id", "external_hash") `,
    );
    await runner.query(
      `CREATE TABLE "intake_ledger" ("id" uuid NOT NULL, "channel_id" text NOT NULL, "received" integer NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_intake_ledger" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_intake_ledger_channel" ON "intake_ledger"  ("channel_id", "at") `);
    await runner.query(
      `CREATE TABLE "channel_state" ("channel_id" text NOT NULL, "paused" boolean NOT NULL DEFAULT false, "breaker_until" TIMESTAMP WITH TIME ZONE, "failures_in_row" smallint NOT NULL DEFAULT '0', "next_slot_at" TIMESTAMP WITH TIME ZONE, "last_error_code" text, "last_error_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_channel_state" PRIMARY KEY ("channel_id"))`,
    );
    await runner.query(
      `CREATE TABLE "outbound_message" ("id" uuid NOT NULL, "idempotency_key" text NOT NULL, "channel_id" text NOT NULL, "kind" text NOT NULL, "tenant" text, "ticket_id" uuid, "inbound_id" uuid, "purpose" text NOT NULL, "automatic" boolean NOT NULL, "recipient_hash" bytea, "key_id" text NOT NULL, "to_sealed" bytea, "body_sealed" bytea NOT NULL, "state" text NOT NULL, "attempts" smallint NOT NULL DEFAULT '0', "next_attempt_at" TIMESTAMP WITH TIME ZONE NOT NULL, "wake_at" TIMESTAMP WITH TIME ZONE NOT NULL, "lease_until" TIMESTAMP WITH TIME ZONE, "attempted_at" TIMESTAMP WITH TIME ZONE, "provider_hash" bytea, "provider_id_sealed" bytea, "segments" smallint, "error_code" text, "reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "sent_at" TIMESTAMP WITH TIME ZONE, "delivered_at" TIMESTAMP WITH TIME ZONE, "read_at" TIMESTAMP WITH TIME ZONE, "failed_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_outbound_message" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "ix_outbound_message_inbound" ON "outbound_message"  ("inbound_id") WHERE inbound_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "ix_outbound_message_ticket" ON "outbound_message"  ("ticket_id", "created_at") WHERE ticket_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "ix_outbound_message_recipient" ON "outbound_message"  ("recipient_hash", "created_at") WHERE automatic`,
    );
    await runner.query(
      `CREATE INDEX "ix_outbound_message_wake" ON "outbound_message"  ("wake_at") WHERE state IN ('queued', 'sending', 'unknown')`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_outbound_message_provider" ON "outbound_message"  ("channel_id", "provider_hash") WHERE provider_hash IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_outbound_message_idempotency" ON "outbound_message"  ("idempotency_key") `,
    );
    await runner.query(
      `CREATE TABLE "parked_receipt" ("id" uuid NOT NULL, "channel_id" text NOT NULL, "provider_hash" bytea NOT NULL, "state" text NOT NULL, "error_code" text, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_parked_receipt" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "ix_parked_receipt_provider" ON "parked_receipt"  ("channel_id", "provider_hash") `,
    );
    await runner.query(
      `CREATE TABLE "attachment" ("id" uuid NOT NULL, "inbound_id" uuid NOT NULL, "ticket_id" uuid, "channel_id" text NOT NULL, "content_type" text NOT NULL, "size" bigint, "sha256" text, "key_id" text NOT NULL, "filename_sealed" bytea, "provider_ref_sealed" bytea, "storage_key" text, "state" text NOT NULL, "reason" text, "attempts" smallint NOT NULL DEFAULT '0', "next_attempt_at" TIMESTAMP WITH TIME ZONE NOT NULL, "wake_at" TIMESTAMP WITH TIME ZONE NOT NULL, "lease_until" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_attachment" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_attachment_wake" ON "attachment"  ("wake_at") WHERE state = 'pending'`);
    await runner.query(
      `CREATE INDEX "ix_attachment_ticket" ON "attachment"  ("ticket_id") WHERE ticket_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX "ix_attachment_inbound" ON "attachment"  ("inbound_id") `);
    await runner.query(
      `CREATE TABLE "decision" ("id" uuid NOT NULL, "inbound_id" uuid NOT NULL, "ticket_id" uuid, "step" text NOT NULL, "outcome" text NOT NULL, "rule" text, "score" real, "runner_up" text, "version" text NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_decision" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_decision_ticket" ON "decision"  ("ticket_id") WHERE ticket_id IS NOT NULL`);
    await runner.query(`CREATE INDEX "ix_decision_inbound" ON "decision"  ("inbound_id") `);
    await runner.query(
      `CREATE TABLE "ticket_event" ("id" uuid NOT NULL, "ticket_id" uuid NOT NULL, "type" text NOT NULL, "actor" text NOT NULL, "inbound_id" uuid, "outbound_id" uuid, "data" jsonb NOT NULL DEFAULT '{}', "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_ticket_event" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "ix_ticket_event_inbound" ON "ticket_event"  ("inbound_id") WHERE inbound_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX "ix_ticket_event_ticket" ON "ticket_event"  ("ticket_id", "at") `);
    await runner.query(
      `CREATE TABLE "ticket" ("id" uuid NOT NULL, "tenant" text NOT NULL, "number" text NOT NULL, "tracking_hash" bytea NOT NULL, "opening_message_id" uuid NOT NULL, "contact_id" uuid, "channel_id" text NOT NULL, "reply_channel_id" text NOT NULL, "reply_address_id" uuid, "kind" text NOT NULL, "state" text NOT NULL, "category" text, "level" text NOT NULL, "urgency" text NOT NULL, "agency" text, "unit" text, "description" text NOT NULL, "district_code" text, "village_code" text, "landmark" text, "latitude" double precision, "longitude" double precision, "anonymous" boolean NOT NULL, "confidential" boolean NOT NULL, "standard_version" text NOT NULL, "calendar_version" text NOT NULL, "budget_amount" integer NOT NULL, "budget_unit" text NOT NULL, "opened_at" TIMESTAMP WITH TIME ZONE NOT NULL, "due_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_ticket" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_ticket_list" ON "ticket"  ("tenant", "state", "opened_at") `);
    await runner.query(`CREATE INDEX "ix_ticket_contact" ON "ticket"  ("contact_id", "opened_at") `);
    await runner.query(`CREATE UNIQUE INDEX "uq_ticket_opening_message" ON "ticket"  ("opening_message_id") `);
    await runner.query(`CREATE UNIQUE INDEX "uq_ticket_tracking" ON "ticket"  ("tracking_hash") `);
    await runner.query(`CREATE UNIQUE INDEX "uq_ticket_number" ON "ticket"  ("number") `);
    await runner.query(
      `ALTER TABLE "contact_address" ADD CONSTRAINT "fk_contact_address_contact" FOREIGN KEY ("contact_id") REFERENCES "contact"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "outbound_message" ADD CONSTRAINT "fk_outbound_message_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "attachment" ADD CONSTRAINT "fk_attachment_inbound" FOREIGN KEY ("inbound_id") REFERENCES "inbound_message"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "decision" ADD CONSTRAINT "fk_decision_inbound" FOREIGN KEY ("inbound_id") REFERENCES "inbound_message"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ticket_event" ADD CONSTRAINT "fk_ticket_event_ticket" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ticket" ADD CONSTRAINT "fk_ticket_opening_message" FOREIGN KEY ("opening_message_id") REFERENCES "inbound_message"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ticket" ADD CONSTRAINT "fk_ticket_contact" FOREIGN KEY ("contact_id") REFERENCES "contact"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ticket" ADD CONSTRAINT "fk_ticket_reply_address" FOREIGN KEY ("reply_address_id") REFERENCES "contact_address"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "ticket" DROP CONSTRAINT "fk_ticket_reply_address"`);
    await runner.query(`ALTER TABLE "ticket" DROP CONSTRAINT "fk_ticket_contact"`);
    await runner.query(`ALTER TABLE "ticket" DROP CONSTRAINT "fk_ticket_opening_message"`);
    await runner.query(`ALTER TABLE "ticket_event" DROP CONSTRAINT "fk_ticket_event_ticket"`);
    await runner.query(`ALTER TABLE "decision" DROP CONSTRAINT "fk_decision_inbound"`);
    await runner.query(`ALTER TABLE "attachment" DROP CONSTRAINT "fk_attachment_inbound"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP CONSTRAINT "fk_outbound_message_ticket"`);
    await runner.query(`ALTER TABLE "contact_address" DROP CONSTRAINT "fk_contact_address_contact"`);
    await runner.query(`DROP INDEX "public"."uq_ticket_number"`);
    await runner.query(`DROP INDEX "public"."uq_ticket_tracking"`);
    await runner.query(`DROP INDEX "public"."uq_ticket_opening_message"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_contact"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_list"`);
    await runner.query(`DROP TABLE "ticket"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_event_ticket"`);
    await runner.query(`DROP INDEX "public"."ix_ticket_event_inbound"`);
    await runner.query(`DROP TABLE "ticket_event"`);
    await runner.query(`DROP INDEX "public"."ix_decision_inbound"`);
    await runner.query(`DROP INDEX "public"."ix_decision_ticket"`);
    await runner.query(`DROP TABLE "decision"`);
    await runner.query(`DROP INDEX "public"."ix_attachment_inbound"`);
    await runner.query(`DROP INDEX "public"."ix_attachment_ticket"`);
    await runner.query(`DROP INDEX "public"."ix_attachment_wake"`);
    await runner.query(`DROP TABLE "attachment"`);
    await runner.query(`DROP INDEX "public"."ix_parked_receipt_provider"`);
    await runner.query(`DROP TABLE "parked_receipt"`);
    await runner.query(`DROP INDEX "public"."uq_outbound_message_idempotency"`);
    await runner.query(`DROP INDEX "public"."uq_outbound_message_provider"`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_wake"`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_recipient"`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_ticket"`);
    await runner.query(`DROP INDEX "public"."ix_outbound_message_inbound"`);
    await runner.query(`DROP TABLE "outbound_message"`);
    await runner.query(`DROP TABLE "channel_state"`);
    await runner.query(`DROP INDEX "public"."ix_intake_ledger_channel"`);
    await runner.query(`DROP TABLE "intake_ledger"`);
    await runner.query(`DROP INDEX "public"."uq_inbound_message_external"`);
    await runner.query(`DROP INDEX "public"."ix_inbound_message_sender"`);
    await runner.query(`DROP INDEX "public"."ix_inbound_message_wake"`);
    await runner.query(`DROP INDEX "public"."ix_inbound_message_text"`);
    await runner.query(`DROP INDEX "public"."ix_inbound_message_ticket"`);
    await runner.query(`DROP TABLE "inbound_message"`);
    await runner.query(`DROP TABLE "opt_out"`);
    await runner.query(`DROP TABLE "contact"`);
    await runner.query(`DROP INDEX "public"."uq_contact_address_lookup"`);
    await runner.query(`DROP INDEX "public"."ix_contact_address_contact"`);
    await runner.query(`DROP TABLE "contact_address"`);
  }
}
