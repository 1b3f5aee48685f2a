import type { Vault } from '../../../contacts/vault.js';
import type { Database } from '../../../database/database.js';
import { withoutIdentity } from '../../../dispatch/without-identity.js';
import type { LikelyRepeat, LikelyRepeats } from '../../../overruling/repeats/likely-repeats.js';
import { reporterNames } from '../../inbox/withheld-rows.js';

/** Another ticket that may be about the same, as far as the reader may see it; `text` is how it begins. */
export type RepeatFact = Omit<LikelyRepeat, 'id'>;

/** Enough of a text to know it by, in characters. */
const FIRST_WORDS = 120;

export interface RepeatsParts {
  database: Database;
  vault: Vault;
  overruling: { repeats: Pick<LikelyRepeats, 'of'> };
}

/** Two queries; one more for whoever must not learn who reported. */
export async function readRepeats(
  { database, vault, overruling }: RepeatsParts,
  ticketId: string,
  withhold: boolean,
): Promise<RepeatFact[]> {
  const found = await overruling.repeats.of(database, ticketId);
  const names = withhold ? await reporterNames({ database, vault }, found.map(({ id }) => id)) : undefined;
  return found.map(({ id, text, ...rest }) => ({
    ...rest,
    text: firstWords(names ? withoutIdentity(text, names.get(id) ?? []) : text),
  }));
} // prettier-ignore

function firstWords(text: string): string {
  return text.length <= FIRST_WORDS ? text : text.slice(0, FIRST_WORDS).replace(/\s+\S*$/, ' …');
}
