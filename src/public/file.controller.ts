import { Controller, Get, Inject, Logger, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import { FileLinks } from '../outbox/file-links.js';
import { OutboundFileReader } from '../outbox/outbound-file-reader.js';

/** What a browser may show by itself; everything else is saved. */
const SHOWN = /^(?:image\/(?:jpeg|png)|application\/pdf)$/;

/** Files of answers, for those who were given the link: the receiver's page, and providers that fetch what they send. */
@Controller()
export class FileController {
  private readonly logger = new Logger(FileController.name);

  constructor(
    @Inject(FileLinks) private readonly links: FileLinks,
    @Inject(OutboundFileReader) private readonly files: OutboundFileReader,
  ) {}

  @Get('berkas/:link')
  async file(@Param('link') link: string, @Res() reply: FastifyReply): Promise<void> {
    const id = this.links.open(link);
    // Nothing of it is for a cache or a search engine; and should it ever be more than a document, it runs nothing.
    void reply
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .header('x-robots-tag', 'noindex')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'same-origin');
    try {
      const file = id === undefined ? undefined : await this.files.open(id);
      if (!file) await reply.status(404).type('text/plain').send('');
      else
        await reply
          .status(200)
          .type(file.contentType)
          .header('content-disposition', disposition(file))
          .send(file.bytes);
    } catch (error) {
      this.logger.error(`file not opened: ${errorCode(error)}`);
      await reply.status(503).type('text/plain').send('');
    }
  }
}

/** RFC 6266: the name in full, and one of plain letters for old programs. */
function disposition({ filename, contentType }: { filename: string; contentType: string }): string {
  const plain = filename.replace(/[^\w .-]/g, '_');
  const full = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${SHOWN.test(contentType) ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${full}`;
}
