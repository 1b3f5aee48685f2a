import { Controller, Get, Inject, Logger, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errorCode } from '../../messaging/errors.js';
import { sendPhoto } from '../photo.controller.js';
import { PUBLIC_PHOTOS, type PublicPhotos } from '../public-tickets.js';
import { DutyDesk, photosOf } from './duty-desk.js';
import { secretAddress } from './duty-sender.js';

/** Photos of a dispatch, re-encoded and without metadata, for whoever holds its link. */
@Controller('d/:token/foto')
export class DutyPhotoController {
  private readonly logger = new Logger(DutyPhotoController.name);

  constructor(
    @Inject(DutyDesk) private readonly desk: DutyDesk,
    @Inject(PUBLIC_PHOTOS) private readonly photos: PublicPhotos,
  ) {}

  @Get(':id')
  async photo(@Param('token') token: string, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    secretAddress(reply);
    await sendPhoto(reply, async () => {
      const reading = await this.desk.open(token);
      return reading.kind === 'open' && photosOf(reading.duty).includes(id) ? this.photos.view(id) : undefined;
    }).catch((error: unknown) => {
      this.logger.error(`photo not opened: ${errorCode(error)}`);
      return reply.status(503).type('text/plain').send('');
    });
  }
}
