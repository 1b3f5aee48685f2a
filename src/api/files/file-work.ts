import type { TicketFiles, WhichTicket } from '../../console/ticket/read/ticket-files.js';
import { CodedError } from '../../messaging/errors.js';
import type { FileToSend } from '../../public/send-file.js';
import type { AttachmentReader, OpenedFile } from '../../tickets/attachment-reader.js';
import type { ApiKey } from '../api-keys.js';
import { actorOf } from '../caller.js';
import { Problem } from '../problem.js';
import { named, type Answered, type Call, type RequestsOnce } from '../requests-once.js';
import type { PlacedAnswer, TicketFileLine } from './files.dto.js';

export interface FileWorkParts {
  files: TicketFiles;
  attachments: AttachmentReader;
  once: RequestsOnce;
}

/** A ticket's files as the console has them. Whether the ticket is the caller's own has been asked. */
export class FileWork {
  constructor(private readonly parts: FileWorkParts) {}

  async list(which: WhichTicket): Promise<TicketFileLine[]> {
    const { came, sent } = await this.parts.files.list(which);
    return [
      ...came.map(
        ({ id, contentType, size, filename, state, reason, hasView, offeredLocation, messageId, responseId }) => ({
          id,
          from: responseId === null ? ('citizen' as const) : ('agency' as const),
          contentType,
          size,
          filename: filename ?? null,
          state,
          reason,
          picture: state === 'stored' && hasView,
          offersPlace: offeredLocation ?? null,
          messageId,
        }),
      ),
      ...sent.map(({ id, contentType, size, filename }) => ({
        id,
        from: 'office' as const,
        contentType,
        size,
        filename,
        state: 'stored',
        reason: null,
        picture: false,
        offersPlace: null,
        messageId: null,
      })),
    ];
  }

  /** The look at what came is logged before it is read. @throws Problem 404 */
  async open(which: WhichTicket, file: string, caller: ApiKey): Promise<FileToSend> {
    const { files } = this.parts;
    const found = (await files.original(which, file, actorOf(caller))) ?? (await files.sent(which, file));
    if (!found) throw new Problem(404, { code: 'not-found' });
    return found;
  }

  /** @throws Problem 404 */
  async picture(which: WhichTicket, file: string): Promise<OpenedFile> {
    const found = await this.parts.files.picture(which, file);
    if (!found) throw new Problem(404, { code: 'not-found' });
    return found;
  }

  /** @throws CodedError `location-not-offered` */
  async takePlace(which: WhichTicket, file: string, call: Call): Promise<Answered<PlacedAnswer>> {
    const { files, attachments, once } = this.parts;
    const { number } = which;
    const own = await files.isOwnPhoto(which, file);
    return once.run(named(call, ['place', number, file]), async (tx) => {
      if (!own) throw new CodedError('location-not-offered', 'the ticket has no such photo', false);
      const { latitude, longitude } = await attachments.acceptLocationWithin(tx, file, actorOf(call.caller));
      return { value: { number, latitude, longitude }, rings: [] };
    });
  }
}
