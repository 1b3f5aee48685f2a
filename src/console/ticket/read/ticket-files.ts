import { sealedIn } from '../../../contacts/vault-context.js';
import type { Vault } from '../../../contacts/vault.js';
import type { Database } from '../../../database/database.js';
import type { OutboundFileReader } from '../../../outbox/outbound-file-reader.js';
import type { FileToSend } from '../../../public/send-file.js';
import type { AttachmentFacts, AttachmentReader, OpenedFile } from '../../../tickets/attachment-reader.js';

/** Files of the ticket's citizens (and of those that it speaks for) and of the agencies that worked on it. $1 number, $2 tenant */
const OWN = `
  FROM attachment a LEFT JOIN response r ON r.id = a.response_id
  JOIN ticket t ON t.id = coalesce(a.ticket_id, r.ticket_id) LEFT JOIN ticket l ON l.id = t.merged_into
  WHERE (t.number = $1 OR l.number = $1) AND t.tenant = $2`;
const OWN_IDS = `SELECT a.id, a.inbound_id AS "messageId", a.response_id AS "responseId" ${OWN} ORDER BY a.id LIMIT $3`;
const OWN_FILE = `SELECT a.state ${OWN} AND a.id = $3`;
const OWN_PHOTO = 'SELECT 1 FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.number = $1 AND t.tenant = $2 AND a.id = $3'; // prettier-ignore
/** What the office sent to the citizen. */
const SENT = `
  FROM outbound_attachment f JOIN outbound_message o ON o.id = f.outbound_id JOIN ticket t ON t.id = o.ticket_id
  WHERE t.number = $1 AND t.tenant = $2`;
const SENT_FILES = `
  SELECT f.id, f.content_type AS "contentType", f.size, f.key_id AS "keyId", f.filename_sealed AS sealed ${SENT} ORDER BY f.id LIMIT $3`;
const SENT_FILE = `SELECT 1 ${SENT} AND f.id = $3`;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** No ticket has so many. */
const MOST_FILES = 500;

const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf', 'image/jpeg': '.jpg', 'image/png': '.png', 'audio/ogg': '.ogg', 'audio/mpeg': '.mp3', 'audio/mp4': '.m4a',
  'video/mp4': '.mp4', 'text/plain': '.txt',
}; // prettier-ignore

/** A ticket of an office. */
export interface WhichTicket {
  number: string;
  /** The office's slug. */
  tenant: string;
}

/** The ticket that a page is of. */
export function whichOf({ number, tenant }: { number: string; tenant: { slug: string } }): WhichTicket {
  return { number, tenant: tenant.slug };
}

export interface CitizenFile extends AttachmentFacts {
  /** The citizen's message that it came with. */
  messageId: string | null;
  /** The agency's response that it came with. */
  responseId: string | null;
}

export interface OfficeFile {
  id: string;
  contentType: string;
  /** Bytes. */
  size: number;
  filename: string;
}

export interface TicketFilesParts {
  database: Database;
  vault: Vault;
  attachments: AttachmentReader;
  outboundFiles: OutboundFileReader;
}

interface SentRow extends Record<string, unknown> {
  id: string;
  contentType: string;
  size: string | number;
  keyId: string;
  sealed: Buffer;
}

/** A ticket's files, for those who may learn who reported: papers are among them. What is not the ticket's is not there. */
export class TicketFiles {
  constructor(private readonly parts: TicketFilesParts) {}

  /** What came, and what was sent, oldest first. */
  async list({ number, tenant }: WhichTicket): Promise<{ came: CitizenFile[]; sent: OfficeFile[] }> {
    const { database, vault, attachments } = this.parts;
    const values = [number, tenant, MOST_FILES];
    const [own, sent] = await Promise.all([
      database.query<{ id: string; messageId: string | null; responseId: string | null }>(OWN_IDS, values),
      database.query<SentRow>(SENT_FILES, values),
    ]);
    const facts = new Map((await attachments.these(own.map(({ id }) => id))).map((file) => [file.id, file]));
    return {
      came: own.flatMap(({ id, messageId, responseId }) => {
        const file = facts.get(id);
        return file ? [{ ...file, messageId, responseId }] : [];
      }),
      sent: sent.map(({ id, contentType, size, keyId, sealed }) => ({
        id,
        contentType,
        size: Number(size),
        filename: vault.openText(sealed, keyId, sealedIn.outboundFilename(id)),
      })),
    };
  }

  /** A picture that was made anew, without metadata. */
  async picture(which: WhichTicket, file: string): Promise<OpenedFile | undefined> {
    return (await this.own(OWN_FILE, which, file)) && this.parts.attachments.view(file);
  }

  /** The bytes as they came; the look is logged before they are read. */
  async original(which: WhichTicket, file: string, actor: string): Promise<FileToSend | undefined> {
    const own = await this.own(OWN_FILE, which, file);
    if (own?.['state'] !== 'stored') return undefined;
    const { bytes, contentType } = await this.parts.attachments.original(file, actor);
    return { bytes, contentType, filename: `berkas${ENDINGS[contentType] ?? ''}` };
  }

  /** What went to the citizen. */
  async sent(which: WhichTicket, file: string): Promise<FileToSend | undefined> {
    return (await this.own(SENT_FILE, which, file)) && this.parts.outboundFiles.open(file);
  }

  /** Whether it came with a message of the ticket's own citizen. */
  async isOwnPhoto(which: WhichTicket, file: string): Promise<boolean> {
    return (await this.own(OWN_PHOTO, which, file)) !== undefined;
  }

  private async own(
    sql: string,
    { number, tenant }: WhichTicket,
    file: string,
  ): Promise<Record<string, unknown> | undefined> {
    if (!UUID.test(file)) return undefined;
    return (await this.parts.database.query(sql, [number, tenant, file]))[0];
  }
}
