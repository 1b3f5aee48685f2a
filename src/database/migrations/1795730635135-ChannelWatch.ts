import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channels' hours, silences and what people did to them; the hours' count of what left needs its index. */
export class ChannelWatch1795730635135 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "channel_hour" ("channel_id" text NOT NULL, "hour" TIMESTAMP WITH TIME ZONE NOT NULL, "received" integer NOT NULL, "sent" integer NOT NULL, CONSTRAINT "pk_channel_hour" PRIMARY KEY ("channel_id", "hour"))`,
    );
    await runner.query(
      `CREATE TABLE "channel_silence" ("channel_id" text NOT NULL, "last_heard_at" TIMESTAMP WITH TIME ZONE NOT NULL, "noticed_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expected" double precision NOT NULL, CONSTRAINT "pk_channel_silence" PRIMARY KEY ("channel_id"))`,
    );
    await runner.query(
      `CREATE TABLE "channel_act" ("id" uuid NOT NULL, "channel_id" text NOT NULL, "actor" text NOT NULL, "act" text NOT NULL, "message_id" uuid, "messages" integer, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_channel_act" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "ix_channel_act_channel" ON "channel_act"  ("channel_id", "id") `);
    await runner.query(
      `CREATE INDEX "ix_outbound_message_sent" ON "outbound_message"  ("channel_id", "sent_at") WHERE sent_at IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."ix_outbound_message_sent"`);
    await runner.query(`DROP INDEX "public"."ix_channel_act_channel"`);
    await runner.query(`DROP TABLE "channel_act"`);
    await runner.query(`DROP TABLE "channel_silence"`);
    await runner.query(`DROP TABLE "channel_hour"`);
  }
}
