import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { AgencyViews } from '../../dispatch/agency-view.js';
import type { CitizenQuestions } from '../../dispatch/citizen-questions.js';
import type { Dispatches } from '../../dispatch/dispatch.service.js';
import type { ResponseChecks } from '../../dispatch/response-checks.js';
import type { ResponseDrafts } from '../../dispatch/response-drafts.js';
import type { OfficeFiles } from '../../manual/office-files.js';
import type { ReplyTasks } from '../../manual/reply-tasks.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import type { Clock } from '../../observability/clock.js';
import type { OutboundFileReader } from '../../outbox/outbound-file-reader.js';
import type { Merging } from '../../overruling/merging.js';
import type { Overrulings } from '../../overruling/overrulings.js';
import type { LikelyRepeats } from '../../overruling/repeats/likely-repeats.js';
import type { References } from '../../overruling/references.js';
import type { Splitting } from '../../overruling/splitting.js';
import type { Undoing } from '../../overruling/undoing.js';
import type { UploadLimits } from '../../public/submission.js';
import type { Answers } from '../../replies/answer.service.js';
import type { OfficeEndings } from '../../replies/office-endings.js';
import type { ReplyComposer } from '../../replies/reply-composer.js';
import type { AreaDirectory } from '../../tenants/areas.js';
import type { HolidayCalendar } from '../../tenants/holidays.js';
import type { Locales } from '../../tenants/locales.js';
import type { AttachmentReader } from '../../tickets/attachment-reader.js';
import type { TicketActions } from '../../tickets/ticket-actions.js';
import type { TicketNotes } from '../../tickets/ticket-notes.js';

/** What stands behind the ticket's page; made by the composition root. */
export interface TicketConsoleParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  channels: ChannelRegistry;
  areas: AreaDirectory;
  holidays: HolidayCalendar;
  locales: Locales;
  composer: ReplyComposer;
  actions: TicketActions;
  answers: Answers;
  questions: CitizenQuestions;
  endings: OfficeEndings;
  notes: TicketNotes;
  dispatches: Dispatches;
  checks: ResponseChecks;
  drafts: ResponseDrafts;
  views: AgencyViews;
  tasks: ReplyTasks;
  files: OfficeFiles;
  attachments: AttachmentReader;
  outboundFiles: OutboundFileReader;
  overruling: {
    overrulings: Overrulings;
    merging: Merging;
    splitting: Splitting;
    undoing: Undoing;
    references: References;
    repeats: LikelyRepeats;
  };
  uploads: UploadLimits;
}

/** Injection token of `TicketConsoleParts`. */
export const TICKET_PARTS = Symbol('TicketConsoleParts');
