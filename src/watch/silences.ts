import type { Database } from '../database/database.js';

/** A channel that is silent beyond its habit. */
export interface KnownSilence {
  lastHeardAt: Date;
  noticedAt: Date;
  /** Messages that usually come in such a time, when it was noticed. */
  expected: number;
}

/** By channel. */
export async function silences(database: Database): Promise<Map<string, KnownSilence>> {
  const rows = await database.query<KnownSilence & { channelId: string }>(
    `SELECT channel_id AS "channelId", last_heard_at AS "lastHeardAt", noticed_at AS "noticedAt", expected FROM channel_silence`,
  );
  return new Map(rows.map(({ channelId, ...silence }) => [channelId, silence]));
}
