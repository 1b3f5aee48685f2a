import { ApiKeys } from '../api/api-keys.js';
import type { ApiParts } from '../api/api.module.js';
import { OwnerlessWork } from '../api/central/ownerless-work.js';
import { ChannelNews } from '../api/channels/channel-news.js';
import { ChannelWork } from '../api/channels/channel-work.js';
import { DispatchActs } from '../api/dispatching/dispatch-acts.js';
import { DispatchReader } from '../api/dispatching/dispatch-reader.js';
import { FileWork } from '../api/files/file-work.js';
import { KeyGate } from '../api/key-gate.js';
import { LetterLinks } from '../api/letter/letter-links.js';
import { OverrulingActs } from '../api/overruling-acts.js';
import { RequestsOnce } from '../api/requests-once.js';
import { ReportMaking } from '../api/reports/report-making.js';
import { SettingsWork } from '../api/settings/settings-work.js';
import { TicketReader } from '../api/ticket-reader.js';
import { TicketDrafts } from '../api/work/ticket-drafts.js';
import { TicketLists } from '../api/work/ticket-lists.js';
import { TicketWork } from '../api/work/ticket-work.js';
import { BalanceSheet } from '../console/channels/balances.js';
import { InboxQueries } from '../console/inbox/inbox.queries.js';
import { People } from '../console/inbox/people.js';
import { TicketFinder } from '../console/inbox/ticket-finder.js';
import { SettingsDesk } from '../console/settings/settings-desk.js';
import { SettingsQueries } from '../console/settings/settings-queries.js';
import { TicketFiles } from '../console/ticket/read/ticket-files.js';
import { TicketPages } from '../console/ticket/read/ticket-pages.js';
import type { Intake } from '../intake/intake.service.js';
import { OfficeFiles } from '../manual/office-files.js';
import { ReplyTasks } from '../manual/reply-tasks.js';
import type { Clock } from '../observability/clock.js';
import { OutboundFileReader } from '../outbox/outbound-file-reader.js';
import { Assignments } from '../tickets/assignments.js';
import { TicketNotes } from '../tickets/ticket-notes.js';
import { ChannelPauses } from '../watch/channel-pauses.js';
import { FailedInboundMessages } from '../watch/failed-inbound.js';
import { OwnerlessMessages } from '../watch/ownerless.js';
import { StuckOutboundMessages } from '../watch/stuck-outbound.js';
import type { Core } from './core.js';
import { ReportLinks } from '../reports/report-links.js';
import { openReportOrders, openReports } from './open-reports.js';
import { openDesk } from './open-desk.js';

/** What stands behind `/api/v1`. */
export function openApi(core: Core, intake: Intake, clock: Clock): ApiParts {
  const { database, vault, keys, channels, publicUrl } = core;
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
    tickets: new TicketReader({ database, vault, clock, tenants, areas: core.areas }),
    once,
    ...ticketWork(core, once, clock),
    drafts: ticketDrafts(core, clock),
    fileWork: fileWork(core, once),
    channelWork: channelWork(core, once, clock),
    channelNews: new ChannelNews({
      database,
      channels,
      balances: new BalanceSheet({ database, channels, clock }),
      clock,
    }),
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
function ticketWork(core: Core, once: RequestsOnce, clock: Clock): Pick<ApiParts, 'lists' | 'work' | 'ownerless'> {
  const {
    database,
    vault,
    actions,
    questions,
    channels,
    doorbell,
    officeEndings: endings,
    accounts,
    configuration,
  } = core;
  const { repeats, splitting } = core.overruling;
  const { tenants } = configuration;
  const reads = { database, vault, clock };
  const finder = new TicketFinder(reads);
  const people = new People(accounts.directory, () => clock.now().getTime());
  const [assignments, notes] = [new Assignments({ actions, clock }), new TicketNotes({ actions, vault, clock })];
  const inbox = new InboxQueries(reads);
  const messages = new OwnerlessMessages({ database, vault, doorbell, clock });
  return {
    lists: new TicketLists({ database, vault, tenants, channels, finder, inbox }),
    ownerless: new OwnerlessWork({ inbox, messages, tenants, once }),
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

function ticketDrafts(core: Core, clock: Clock): TicketDrafts {
  const { database, vault, channels, areas, composer, agencyViews: views, configuration, overruling } = core;
  const pages = new TicketPages({ database, vault, clock, channels, areas, overruling });
  return new TicketDrafts({ database, tenants: configuration.tenants, views, pages, composer });
}

function fileWork(core: Core, once: RequestsOnce): FileWork {
  const { database, vault, attachmentReader: attachments, attachments: store } = core;
  const outboundFiles = new OutboundFileReader({ database, vault, store });
  return new FileWork({ files: new TicketFiles({ database, vault, attachments, outboundFiles }), attachments, once });
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
