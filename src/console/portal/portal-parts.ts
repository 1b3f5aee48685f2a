import type { Database } from '../../database/database.js';
import type { AgencyViews } from '../../dispatch/agency-view.js';
import type { ResponseReader } from '../../dispatch/response-reader.js';
import type { Clock } from '../../observability/clock.js';
import type { DutyActionParts } from '../../public/duty/duty-actions.js';
import type { PublicPhotos } from '../../public/public-tickets.js';
import type { UploadLimits } from '../../public/submission.js';

/** What the portal stands on; made by the composition root. */
export interface PortalParts extends DutyActionParts {
  database: Database;
  clock: Clock;
  views: AgencyViews;
  reader: Pick<ResponseReader, 'ofTicket'>;
  photos: PublicPhotos;
  uploads: UploadLimits;
}

export const PORTAL_PARTS = Symbol('PortalParts');
