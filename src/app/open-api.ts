import { ApiKeys } from '../api/api-keys.js';
import type { ApiParts } from '../api/api.module.js';
import { ChannelWork } from '../api/channels/channel-work.js';
import { DispatchActs } from '../api/dispatching/dispatch-acts.js';
import { DispatchReader } from '../api/dispatching/dispatch-reader.js';
import { KeyGate } from '../api/key-gate.js';
import { LetterLinks } from '../api/letter/letter-links.js';
import { OverrulingActs } from '../api/overruling-acts.js';
import { RequestsOnce } from '../api/requests-once.js';
import { ReportMaking } from '../api/reports/report-making.js';
import { SettingsWork } from '../api/settings/settings-work.js';
import { TicketReader } from '../api/ticket-reader.js';
import { TicketLists } from '../api/work/ticket-lists.js';
import { TicketWork } from '../api/work/ticket-work.js';
import { InboxQueries } from '../console/inbox/inbox.queries.js';
import { People } from '../console/inbox/people.js';
import { TicketFinder } from '../console/inbox/ticket-finder.js';
import { SettingsDesk } from '../console/settings/settings-desk.js';
import { SettingsQueries } from '../console/settings/settings-queries.js';
import type { Intake } from '../intake/intake.service.js';
import { OfficeFiles } from '../manual/office-files.js';
import { ReplyTasks } from '../manual/reply-tasks.js';
import type { Clock } from '../observability/clock.js';
import { Assignments } from '../tickets/assignments.js';
import { TicketNotes } from '../tickets/ticket-notes.js';
import { ChannelPauses } from '../watch/channel-pauses.js';
import { FailedInboundMessages } from '../watch/failed-inbound.js';
import { StuckOutboundMessages } from '../watch/stuck-outbound.js';
import type { Core } from './core.js';
import { ReportLinks } from '../reports/report-links.js';
import { openReportOrders, openReports } from './open-reports.js';
import { openDesk } from './open-desk.js';

/** What stands behind `/api/v1`. */
export function openApi(core: Core, intake: Intake, clock: Clock): ApiParts {
  const { database, vault, keys, publicUrl } = core;
  const { tenants } = core.configuration;
  const reports = openReports(core, clock);
  const files = new OfficeFiles({ store: core.attachments, limits: core.configuration.gateway.limits });
  const once = new RequestsOnce({ database, keys, clock, actions: core.actions });
  return {
    database,
    publicUrl,
    desk: openDesk(core, intake, clock),
    tasks: new ReplyTasks({ database, vault, clock }),
    answers: core.answers,
    files,
    dispatching: dispatching(core, files, once),
    overruling: new OverrulingActs({ once, ...core.overruling }),
    tickets: new TicketReader({ database, vault, clock }),
    ...ticketWork(core, once, clock),
    channelWork: channelWork(core, once, clock),
    settingsWork: settingsWork(core, once),
    reportMaking: new ReportMaking({ orders: openReportOrders(core, reports, clock), reports, tenants, once }),
    gate: new KeyGate({ keys: new ApiKeys({ database, keys, clock }), clock }),
    reports,
    reportLinks: new ReportLinks({ keys, clock, publicUrl }),
    links: new LetterLinks({ keys, clock, publicUrl }),
  };
}

/** Dispatches for programs: the services of officers' pages and of the command line. */
function dispatching(core: Core, files: OfficeFiles, once: RequestsOnce): ApiParts['dispatching'] {
  const { database, actions, dispatches, questions, responses } = core;
  const reader = new DispatchReader({
    database,
    views: core.agencyViews,
    responses: core.responseReader,
    photos: core.attachmentReader,
  });
  const acts = new DispatchActs({
    database,
    once,
    reader,
    actions,
    dispatches,
    questions,
    responses,
    drafts: core.responseDrafts,
    checks: core.responseChecks,
    files,
  });
  return { reader, acts };
}

/** Lists, and what an office does with a ticket: the console's services. */
function ticketWork(core: Core, once: RequestsOnce, clock: Clock): Pick<ApiParts, 'lists' | 'work'> {
  const { database, vault, actions, questions, channels, officeEndings: endings, accounts, configuration } = core;
  const { repeats, splitting } = core.overruling;
  const { tenants } = configuration;
  const reads = { database, vault, clock };
  const finder = new TicketFinder(reads);
  const people = new People(accounts.directory, () => clock.now().getTime());
  const [assignments, notes] = [new Assignments({ actions, clock }), new TicketNotes({ actions, vault, clock })];
  return {
    lists: new TicketLists({ database, vault, tenants, channels, finder, inbox: new InboxQueries(reads) }),
    work: new TicketWork({
      database,
      vault,
      once,
      people,
      actions,
      assignments,
      notes,
      questions,
      endings,
      repeats,
      splitting,
    }),
  };
}

function channelWork(core: Core, once: RequestsOnce, clock: Clock): ChannelWork {
  const { database, vault, channels, doorbell } = core;
  const parts = { database, vault, channels, doorbell, clock };
  const [inbound, outbound] = [new FailedInboundMessages(parts), new StuckOutboundMessages(parts)];
  return new ChannelWork({ channels, once, pauses: new ChannelPauses(parts), inbound, outbound });
}

function settingsWork({ database, revisions, configuration }: Core, once: RequestsOnce): SettingsWork {
  const { tenants, locales } = configuration;
  const desk = new SettingsDesk({ revisions, locales, queries: new SettingsQueries(database) });
  return new SettingsWork({ desk, tenants, once });
}
