import type { PortalParts } from '../console/portal/portal-parts.js';
import type { Clock } from '../observability/clock.js';
import type { Core } from './core.js';
import { dutyParts } from './duty-parts.js';

/** What the officers' portal stands on: the same as the pages behind their links. */
export function portalConsoleParts(core: Core, clock: Clock): PortalParts {
  const { limits } = core.configuration.gateway;
  return {
    ...dutyParts(core, clock),
    photos: core.attachmentReader,
    uploads: { photoBytes: limits.attachmentBytes, photosPerReport: limits.attachmentsPerMessage },
  };
}
