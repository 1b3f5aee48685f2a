/** Whose messages of a channel somebody sees: several offices may share it. */
export interface MessageScope {
  channelId: string;
  /** The office; null: every one. */
  tenant: string | null;
  /** Also messages that belong to no office (yet): on an office's own channel they can be nobody else's. */
  ownerless: boolean;
}

/** The condition on a message's row, with the scope's values as $1 to $3. */
export const IN_SCOPE = `channel_id = $1 AND ($2::text IS NULL OR tenant = $2 OR ($3 AND tenant IS NULL))`;

export function scopeValues({ channelId, tenant, ownerless }: MessageScope): [string, string | null, boolean] {
  return [channelId, tenant, ownerless];
}
