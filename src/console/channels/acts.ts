import type { AccountDirectory } from '../../accounts/account-directory.js';
import type { Database } from '../../database/database.js';
import type { ChannelAct } from '../../watch/channel-acts.js';

export interface ActShown {
  id: string;
  act: ChannelAct;
  /** Null: the gateway itself, or somebody whose account is gone. */
  name: string | null;
  messages: number | null;
  at: Date;
}

/** Of a shared channel an office sees what concerns everybody, and not what others did with their own messages. */
const EVERYBODYS: readonly ChannelAct[] = [
  'paused',
  'resumed',
  'fell-silent',
  'heard-again',
  'canary-missing',
  'canary-back',
];

const LATEST = `
  SELECT id, act, actor, messages, at FROM channel_act
  WHERE channel_id = $1 AND ($2 OR act = ANY($3::text[])) ORDER BY id DESC LIMIT $4`;

/** The latest first. */
export async function actsOf(
  { database, directory }: { database: Database; directory: AccountDirectory },
  channelId: string,
  { all, limit }: { all: boolean; limit: number },
): Promise<ActShown[]> {
  const rows = await database.query<Omit<ActShown, 'name'> & { actor: string }>(LATEST, [channelId, all, EVERYBODYS, limit]); // prettier-ignore
  const names = new Map<string, string>();
  for (const actor of new Set(rows.map((row) => row.actor))) {
    const account = actor.startsWith('user:') ? await directory.byId(actor.slice('user:'.length)) : undefined;
    if (account) names.set(actor, account.name);
  }
  return rows.map(({ actor, ...row }) => ({ ...row, name: names.get(actor) ?? null }));
}
