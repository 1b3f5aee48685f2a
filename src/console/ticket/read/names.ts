import type { Reads } from '../../../agencies/staff-directory.js';
import { sealedIn } from '../../../contacts/vault-context.js';
import type { Vault } from '../../../contacts/vault.js';
import { isId } from '../../frame/is-id.js';
import { NAMES } from './facts.statements.js';

/** Colleagues and officers by the ids that timelines know them by. Names are personal data. */
export type ActorNames = ReadonlyMap<string, string>;

const ACCOUNT = 'user:';

interface NameRow extends Record<string, unknown> {
  actor: string;
  id: string;
  keyId: string;
  sealed: Buffer;
  of: 'account' | 'officer';
}

/** One query, or none where nobody is named. */
export async function readNames(reads: Reads, vault: Vault, actors: readonly (string | null)[]): Promise<ActorNames> {
  const known = [...new Set(actors)].filter((actor) => actor !== null);
  const accounts = known.filter((actor) => actor.startsWith(ACCOUNT)).map((actor) => actor.slice(ACCOUNT.length));
  const ids = [accounts, known].map((list) => list.filter((id) => isId(id)));
  if (ids.every((list) => list.length === 0)) return new Map();
  const rows = await reads.query<NameRow>(NAMES, ids);
  return new Map(
    rows.map(({ actor, id, keyId, sealed, of }) => [
      actor,
      vault.openText(sealed, keyId, of === 'account' ? sealedIn.accountName(id) : sealedIn.officerName(id)),
    ]),
  );
}
