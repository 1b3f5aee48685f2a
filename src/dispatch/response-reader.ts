import { openPortable } from '../contacts/portable-seal.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { AttachmentState, PhotoRole } from '../tickets/attachment.entity.js';
import { wordsOf } from './response-records.js';
import { RESPONSES_OF_TICKET, type ResponseRecord } from './response.statements.js';

export interface ResponsePhoto {
  id: string;
  role: PhotoRole | null;
  contentType: string;
  state: AttachmentState;
  reason: string | null;
  /** There is a picture of it without metadata. */
  hasView: boolean;
}

/** A response as the office reads it. */
export interface ResponseView extends Pick<
  ResponseRecord,
  'id' | 'dispatchId' | 'agency' | 'unit' | 'lead' | 'state' | 'via' | 'createdAt' | 'checkedAt' | 'answerId'
> {
  text: string;
  /** What the admin wanted to know, where it was sent back. */
  remark: string | null;
  files: ResponsePhoto[];
}

const FILES = `
  SELECT a.id, a.response_id AS "responseId", a.role, a.content_type AS "contentType", a.state, a.reason,
    (a.state = 'stored' AND a.view_key IS NOT NULL) AS "hasView"
  FROM attachment a JOIN response r ON r.id = a.response_id WHERE r.ticket_id = $1 ORDER BY a.role DESC NULLS LAST, a.id`;

/** Opens what agencies said of a ticket; who may read it is decided by the caller. */
export class ResponseReader {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /** In the order in which they make up an answer. */
  async ofTicket(ticketId: string): Promise<ResponseView[]> {
    const [records, files] = await Promise.all([
      this.database.query<ResponseRecord>(RESPONSES_OF_TICKET, [ticketId]),
      this.database.query<ResponsePhoto & { responseId: string } & Record<string, unknown>>(FILES, [ticketId]),
    ]);
    return records.map((record) => {
      const { id, dispatchId, agency, unit, lead, state, via, createdAt, checkedAt, answerId, remarkSealed } = record;
      const remark = remarkSealed && openPortable(this.vault, remarkSealed, sealedIn.responseRemark(id)).toString();
      const own = files.filter(({ responseId }) => responseId === id).map(({ responseId: _, ...file }) => file);
      const shown = { id, dispatchId, agency, unit, lead, state, via, createdAt, checkedAt, answerId };
      return { ...shown, text: wordsOf(record, this.vault), remark, files: own };
    });
  }

  /** Of the ticket with this number; undefined where there is none. */
  async ofNumber(number: string): Promise<ResponseView[] | undefined> {
    const [ticket] = await this.database.query<{ id: string }>('SELECT id FROM ticket WHERE number = $1', [number]);
    return ticket && this.ofTicket(ticket.id);
  }
}
