import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { Transaction } from '../../database/transaction.js';
import type { TicketState } from '../../tickets/transitions.js';
import { isLikely, likenessOf, WEEKS_APART, type Comparable, type Likeness } from './likeness.js';
import { BANDS, bandsOf, signatureOf, weekOf } from './signature.js';
import { LOOKED_AT, wordsOf } from './words.js';

/** Whatever reads: a transaction, or the database by itself. */
type Reads = Pick<Transaction, 'query'> | Pick<Database, 'query'>;

/** Another ticket of the office that may be about the same. Its text is the citizen's own. */
export interface LikelyRepeat {
  id: string;
  number: string;
  state: TicketState;
  openedAt: Date;
  text: string;
  /** The ticket that speaks for it. */
  mergedInto: string | null;
  likeness: Likeness;
}

interface Row extends Omit<Comparable, 'words'>, Record<string, unknown> {
  id: string;
  tenant: string;
  number: string;
  state: TicketState;
  text: string;
  mergedInto: string | null;
}

/** Compared one by one; where more are alike than that, those of the nearest weeks. */
const MOST_COMPARED = 300;
const MOST_SHOWN = 5;

const COLUMNS = `t.id, t.tenant, t.number, t.state, left(t.description, ${String(LOOKED_AT)}) AS text, t.category, t.district_code AS "districtCode",
  t.village_code AS "villageCode", t.latitude, t.longitude, t.opened_at AS "openedAt"`;
const SUBJECT = `SELECT ${COLUMNS}, NULL AS "mergedInto" FROM ticket t WHERE t.id = $1 AND t.merged_into IS NULL`;
/**
 * $1 the ticket, $2 its tenant, $3 the bands of each week, one week's behind the other's and the nearest first, $4 how many
 * weeks, $5 bands of a week. Weeks are read one after the other until there is enough.
 */
const CANDIDATES = `
  SELECT ${COLUMNS}, l.number AS "mergedInto"
  FROM (SELECT found.ticket_id FROM generate_series(1, $4::int) AS week, LATERAL (
      SELECT ticket_id FROM ticket_signature
      WHERE bands && ($3::int[])[(week - 1) * $5::int + 1 : week * $5::int] LIMIT ${String(MOST_COMPARED)}) found
    LIMIT ${String(MOST_COMPARED)}) c
  JOIN ticket t ON t.id = c.ticket_id LEFT JOIN ticket l ON l.id = t.merged_into
  WHERE t.tenant = $2 AND t.id <> $1 AND t.merged_into IS DISTINCT FROM $1 AND t.erased_at IS NULL`;

/**
 * Finds what others, or the same citizen, reported of the same thing. The look-up is one of an index, by the ticket's own
 * words, and within some weeks: it does not grow with the table.
 */
export class LikelyRepeats {
  constructor(private readonly vault: Pick<Vault, 'wordHash'>) {}

  /**
   * The likeliest first; those that are closed, archived or merged among them, since that may be the answer. None of a
   * ticket that is merged itself: its leader has its own.
   */
  async of(reads: Reads, ticketId: string): Promise<LikelyRepeat[]> {
    const [subject] = await reads.query<Row>(SUBJECT, [ticketId]);
    if (!subject) return [];
    const own = comparable(subject);
    const signature = this.signatureOf(subject.tenant, own.words);
    if (!signature) return [];
    const weeks = nearestFirst(weekOf(subject.openedAt));
    const bands = weeks.flatMap((week) => bandsOf(signature, week));
    const rows = await reads.query<Row>(CANDIDATES, [ticketId, subject.tenant, bands, weeks.length, BANDS]);
    return rows
      .map(({ id, number, state, openedAt, text, mergedInto, ...rest }) => ({
        id, number, state, openedAt, text, mergedInto,
        likeness: likenessOf(own, comparable({ openedAt, text, ...rest })),
      }))
      .filter(({ likeness }) => isLikely(likeness))
      .sort((one, other) => other.likeness.score - one.likeness.score || one.number.localeCompare(other.number))
      .slice(0, MOST_SHOWN);
  } // prettier-ignore

  /** What a ticket is to be found by; none where it says too little. */
  bands(tenant: string, text: string, openedAt: Date): number[] {
    const signature = this.signatureOf(tenant, wordsOf(text));
    return signature ? bandsOf(signature, weekOf(openedAt)) : [];
  }

  private signatureOf(tenant: string, words: ReadonlySet<string>): Uint32Array | undefined {
    return signatureOf(words, (word) => this.vault.wordHash(tenant, word));
  }
}

function comparable(row: Omit<Comparable, 'words'> & { text: string }): Comparable {
  const { category, districtCode, villageCode, latitude, longitude, openedAt } = row;
  return { words: wordsOf(row.text), category, districtCode, villageCode, latitude, longitude, openedAt };
}

function nearestFirst(week: number): number[] {
  const apart = Array.from({ length: WEEKS_APART }, (_, index) => index + 1);
  return [week, ...apart.flatMap((weeks) => [week - weeks, week + weeks])];
}
