import { Controller, Get, Inject, Logger, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import { PhotoLinks } from './photo-links.js';
import { PUBLIC_PHOTOS } from './public-tickets.js';
import type { PublicPhotos } from './public-tickets.js';

/** A reporter's own photos, as everybody sees them: re-encoded, without metadata. */
@Controller()
export class PhotoController {
  private readonly logger = new Logger(PhotoController.name);

  constructor(
    @Inject(PhotoLinks) private readonly links: PhotoLinks,
    @Inject(PUBLIC_PHOTOS) private readonly photos: PublicPhotos,
  ) {}

  @Get(':tenant/lacak/foto/:link')
  async photo(@Param('tenant') tenant: string, @Param('link') link: string, @Res() reply: FastifyReply): Promise<void> {
    const id = this.links.open(tenant, link);
    try {
      await sendPhoto(reply, async () => (id === undefined ? undefined : this.photos.view(id)));
    } catch (error) {
      this.logger.error(`photo not opened: ${errorCode(error)}`);
      await reply.status(503).type('text/plain').send('');
    }
  }
}

/** Sends a photo, or that there is none. @throws what `open` does; nothing has been sent then */
export async function sendPhoto(
  reply: FastifyReply,
  open: () => Promise<{ bytes: Buffer; contentType: string } | undefined>,
): Promise<void> {
  // Nothing of it is for a cache, or for another page; and should it ever be more than a picture, it runs nothing.
  void reply
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cross-origin-resource-policy', 'same-origin');
  const photo = await open();
  if (!photo) await reply.status(404).type('text/plain').send('');
  else
    await reply
      .status(200)
      .type(photo.contentType)
      .header('content-disposition', 'inline; filename="foto.jpg"')
      .send(photo.bytes);
}
