import type { TicketConsoleParts } from '../console/ticket/ticket-parts.js';
import { OfficeFiles } from '../manual/office-files.js';
import { ReplyTasks } from '../manual/reply-tasks.js';
import type { Clock } from '../observability/clock.js';
import { OutboundFileReader } from '../outbox/outbound-file-reader.js';
import { TicketNotes } from '../tickets/ticket-notes.js';
import type { Core } from './core.js';

/** What the console's ticket page stands on. */
export function ticketConsoleParts(core: Core, clock: Clock): TicketConsoleParts {
  const { database, vault, channels, areas, actions, configuration, attachments: store } = core;
  const { limits } = configuration.gateway;
  return {
    database,
    vault,
    clock,
    channels,
    areas,
    actions,
    holidays: configuration.holidays,
    locales: configuration.locales,
    composer: core.composer,
    answers: core.answers,
    questions: core.questions,
    endings: core.officeEndings,
    notes: new TicketNotes({ actions, vault, clock }),
    dispatches: core.dispatches,
    checks: core.responseChecks,
    drafts: core.responseDrafts,
    views: core.agencyViews,
    tasks: new ReplyTasks({ database, vault, clock }),
    files: new OfficeFiles({ store, limits }),
    attachments: core.attachmentReader,
    outboundFiles: new OutboundFileReader({ database, vault, store }),
    overruling: core.overruling,
    uploads: { photoBytes: limits.attachmentBytes, photosPerReport: limits.attachmentsPerMessage },
  };
}
