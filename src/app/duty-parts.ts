import { OfficeFiles } from '../manual/office-files.js';
import type { Clock } from '../observability/clock.js';
import type { DutyActionParts } from '../public/duty/duty-actions.js';
import type { DutyDeskParts } from '../public/duty/duty-desk.js';
import type { Core } from './core.js';

/** What the pages behind officers' links stand on. */
export function dutyParts(core: Core, clock: Clock): DutyDeskParts & DutyActionParts {
  const { database, staff, actions, dispatches, questions, responses, responseDrafts: drafts, configuration } = core;
  return {
    database,
    clock,
    staff,
    actions,
    dispatches,
    questions,
    links: core.dispatchLinks,
    views: core.agencyViews,
    reader: core.responseReader,
    responses,
    drafts,
    notices: core.responseNotices,
    tenants: configuration.tenants,
    files: new OfficeFiles({ store: core.attachments, limits: configuration.gateway.limits }),
  };
}
