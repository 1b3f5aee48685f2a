import { Inject, Injectable } from '@nestjs/common';
import { FileLinks } from '../outbox/file-links.js';
import { PhotoLinks } from './photo-links.js';

/** Addresses of what a ticket's holder may see beside its words. */
@Injectable()
export class SharedLinks {
  constructor(
    /** Photos that came with the report. */
    @Inject(PhotoLinks) readonly photos: PhotoLinks,
    /** Files that came with an answer. */
    @Inject(FileLinks) readonly files: FileLinks,
  ) {}
}
