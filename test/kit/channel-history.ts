import type { Core } from '../../src/app/core.js';
import { BatchWriter } from '../../src/intake/batch-writer.js';
import { Intake } from '../../src/intake/intake.service.js';
import { newId } from '../../src/database/new-id.js';
import { insertOutbound } from '../../src/outbox/outbox.writes.js';
import { WriteSet } from '../../src/database/write-set.js';
import { ChannelHours } from '../../src/watch/channel-hours.js';

const CHANNEL = 'sms-tanahbumbu';
const SILENT = 'email-tanahbumbu';

export interface FilledChannels {
  channelId: string;
  channelPath: string;
  /** Of a message that failed on its way in. */
  inboundPath: string;
  /** Of one of unknown outcome. */
  outboundPath: string;
  failAnother(): Promise<void>;
}

/** Weeks of a channel's days, one that fell silent, and messages that are stuck: what its pages can show. */
export async function fillChannels(core: Core, now: Date): Promise<FilledChannels> {
  const { database, vault, channels, doorbell, logger } = core;
  const clock = { now: () => now };
  const intake = new Intake(new BatchWriter(database, vault, 15), channels, doorbell, { clock, logger }, 200);
  const failOne = async (text: string): Promise<string> => {
    const raw = { contentType: 'application/json', bytes: Buffer.from(text) };
    return (await intake.reject(CHANNEL, raw, { code: 'malformed-payload' })).inboundId;
  };
  await database.query(
    `INSERT INTO intake_ledger (id, channel_id, received, at)
     SELECT gen_random_uuid(), c.id, 1 + (n * 7 + length(c.id)) % 5, $1::timestamptz - make_interval(hours => n)
     FROM unnest($2::text[], $3::int[]) AS c(id, since), generate_series(0, 900) AS n WHERE n >= c.since AND n % 24 BETWEEN 2 AND 14`,
    [now, [CHANNEL, SILENT, 'sms-1708'], [0, 30, 0]],
  );
  const inboundId = await failOne('{"pesan": "<script>alert(1)</script> \u202eterbalik", "dari": "+6281100000046"}');
  const channel = channels.get(CHANNEL);
  if (!channel) throw new Error('no such channel');
  const ids = [newId(), newId(), newId()];
  const writes = new WriteSet();
  for (const id of ids)
    insertOutbound(writes, vault, id, {
      idempotencyKey: `contoh:${id}`,
      channel,
      tenant: 'tanah-bumbu',
      purpose: 'answer',
      automatic: false,
      to: { kind: 'phone', value: '+6281100000047' },
      text: 'Lampu jalan sudah diperbaiki.',
      now,
      ringAfterSeconds: 86_400,
    }, 'failed'); // prettier-ignore
  const { statement, values } = writes.compile();
  await database.query(statement, values);
  await database.query(
    `UPDATE outbound_message SET attempted_at = created_at, attempts = 1, error_code = 'android:limit', reason = 'the SIM card has no credit left' WHERE id = ANY($1)`,
    [ids],
  );
  await database.query(
    `UPDATE outbound_message SET state = 'unknown', error_code = 'outcome-unknown', cost = 350, currency = 'IDR', next_attempt_at = now() + interval '1 day' WHERE id = $1`,
    [ids[0]],
  );
  await new ChannelHours(database).count(channels.all().map(({ id }) => id), now); // prettier-ignore
  await database.query(
    `INSERT INTO channel_silence (channel_id, last_heard_at, noticed_at, expected) VALUES ($1, $2::timestamptz - interval '30 hours', $2, 31.4)`,
    [SILENT, now],
  );
  const path = `/console/kanal/${CHANNEL}`;
  return {
    channelId: CHANNEL,
    channelPath: path,
    inboundPath: `${path}/masuk/${inboundId}`,
    outboundPath: `${path}/keluar/${ids[0] ?? ''}`,
    failAnother: async () => {
      await failOne('satu lagi');
    },
  };
}
