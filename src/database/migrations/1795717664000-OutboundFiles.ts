import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OutboundFiles1795717664000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "outbound_attachment" ("id" uuid NOT NULL, "outbound_id" uuid NOT NULL, "position" smallint NOT NULL, "content_type" text NOT NULL, "size" integer NOT NULL, "sha256" text NOT NULL, "key_id" text NOT NULL, "filename_sealed" bytea NOT NULL, "storage_key" text NOT NULL, "carried" boolean NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_outbound_attachment" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_outbound_attachment_position" ON "outbound_attachment"  ("outbound_id", "position") `,
    );
    await runner.query(
      `ALTER TABLE "outbound_attachment" ADD CONSTRAINT "fk_outbound_attachment_outbound" FOREIGN KEY ("outbound_id") REFERENCES "outbound_message"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `CREATE TABLE "outbound_part" ("outbound_id" uuid NOT NULL, "part" smallint NOT NULL, "channel_id" text NOT NULL, "provider_hash" bytea NOT NULL, CONSTRAINT "pk_outbound_part" PRIMARY KEY ("outbound_id", "part"))`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "uq_outbound_part_provider" ON "outbound_part"  ("channel_id", "provider_hash") `,
    );
    await runner.query(
      `ALTER TABLE "outbound_part" ADD CONSTRAINT "fk_outbound_part_outbound" FOREIGN KEY ("outbound_id") REFERENCES "outbound_message"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(`ALTER TABLE "outbound_message" ADD "parts" smallint NOT NULL DEFAULT '1'`);
    await runner.query(`ALTER TABLE "outbound_message" ADD "parts_sent" smallint NOT NULL DEFAULT '0'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "parts_sent"`);
    await runner.query(`ALTER TABLE "outbound_message" DROP COLUMN "parts"`);
    await runner.query(`ALTER TABLE "outbound_part" DROP CONSTRAINT "fk_outbound_part_outbound"`);
    await runner.query(`DROP INDEX "public"."uq_outbound_part_provider"`);
    await runner.query(`DROP TABLE "outbound_part"`);
    await runner.query(`ALTER TABLE "outbound_attachment" DROP CONSTRAINT "fk_outbound_attachment_outbound"`);
    await runner.query(`DROP INDEX "public"."uq_outbound_attachment_position"`);
    await runner.query(`DROP TABLE "outbound_attachment"`);
  }
}
