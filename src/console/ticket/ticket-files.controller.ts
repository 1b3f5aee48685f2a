import { Controller, Get, Inject, NotFoundException, Param, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser } from '../../accounts/console-user.js';
import { sendPhoto } from '../../public/photo.controller.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { Needs } from '../frame/needs.js';
import { ownRow } from './own-row.js';
import { TicketDesk } from './ticket-desk.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';

/** Files of the ticket's citizens (and of those that it speaks for) and of the agencies that worked on it. */
const OWN_FILE = `
  SELECT a.state FROM attachment a LEFT JOIN response r ON r.id = a.response_id
  JOIN ticket t ON t.id = coalesce(a.ticket_id, r.ticket_id) LEFT JOIN ticket l ON l.id = t.merged_into
  WHERE a.id = $1 AND t.tenant = $3 AND (t.number = $2 OR l.number = $2)`;
const OWN_SENT_FILE = `
  SELECT 1 FROM outbound_attachment f JOIN outbound_message o ON o.id = f.outbound_id JOIN ticket t ON t.id = o.ticket_id
  WHERE f.id = $1 AND t.number = $2 AND t.tenant = $3`;

/**
 * A ticket's files, for those who may learn who reported: papers are among them. What is shown within a page was made
 * anew, without metadata; the bytes as they came are downloaded, never opened here, and each such look is logged.
 */
@Controller('console/aduan/:number')
@UseGuards(ConsoleGuard)
export class TicketFilesController {
  constructor(
    @Inject(TicketDesk) private readonly desk: TicketDesk,
    @Inject(TICKET_PARTS) private readonly parts: TicketConsoleParts,
  ) {}

  @Get('berkas/:file')
  @Needs('identities:read')
  async view(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const own = await ownRow(this.parts.database, OWN_FILE, file, this.desk.at(reply));
    await sendPhoto(reply, async () => (own ? this.parts.attachments.view(file) : undefined));
  }

  @Get('berkas/:file/asli')
  @Needs('identities:read')
  async original(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const at = this.desk.at(reply);
    const own = await ownRow(this.parts.database, OWN_FILE, file, at);
    if (own?.['state'] !== 'stored') throw new NotFoundException('no such file');
    const { bytes, contentType } = await this.parts.attachments.original(file, actorOfUser(at.user));
    await download(reply, bytes, contentType, `berkas${ENDINGS[contentType] ?? ''}`);
  }

  @Get('kiriman/:file')
  @Needs('identities:read')
  async sent(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const own = await ownRow(this.parts.database, OWN_SENT_FILE, file, this.desk.at(reply));
    const opened = own && (await this.parts.outboundFiles.open(file));
    if (!opened) throw new NotFoundException('no such file');
    await download(reply, opened.bytes, opened.contentType, opened.filename);
  }
}

const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf', 'image/jpeg': '.jpg', 'image/png': '.png', 'audio/ogg': '.ogg', 'audio/mpeg': '.mp3', 'audio/mp4': '.m4a',
  'video/mp4': '.mp4', 'text/plain': '.txt',
}; // prettier-ignore

/** As a file and nothing else: should it be more than it says, it runs nothing here. */
async function download(reply: FastifyReply, bytes: Buffer, contentType: string, filename: string): Promise<void> {
  // RFC 6266 with RFC 8187: letters beyond ASCII, and nothing that could end the header's value.
  const name = encodeURIComponent(filename.toWellFormed()).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  await reply
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cross-origin-resource-policy', 'same-origin')
    .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    .type(contentType)
    .send(bytes);
} // prettier-ignore
