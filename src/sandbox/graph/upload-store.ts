import { randomInt } from 'node:crypto';
import type { StandInMedia } from '../message-log.js';

export interface Upload {
  lineId: string;
  /** Messenger's: as what it may be sent. */
  kind?: string;
  media: Omit<StandInMedia, 'id'>;
}

/** Files that a line has uploaded and no message has named yet. */
export class UploadStore {
  private readonly byId = new Map<string, Upload>();

  add(upload: Upload): string {
    const id = String(randomInt(1e14, 2e14));
    this.byId.set(id, upload);
    return id;
  }

  /** Only a line's own. */
  of(lineId: string, id: string): Upload | undefined {
    const upload = this.byId.get(id);
    return upload?.lineId === lineId ? upload : undefined;
  }
}
