import type { StaffDirectory } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Vault } from '../contacts/vault.js';
import { CitizenReplies, Reopenings, ResponseEndings } from '../dispatch/response-endings.js';
import type { StaffResponseNotices } from '../dispatch/response-notices.js';
import type { ResponseTaking } from '../dispatch/response-taking.js';
import type { Database } from '../database/database.js';
import { AnnouncementWords } from '../dispatch/announcement-words.js';
import { Announcements } from '../dispatch/announcements.js';
import { AutoDispatch } from '../dispatch/auto-dispatch.js';
import type { AgencyWebhooks } from '../dispatch/agency-webhooks.js';
import { Redispatch } from '../dispatch/redispatch.js';
import { DispatchEndings } from '../dispatch/dispatch-endings.js';
import type { DispatchLinks } from '../dispatch/dispatch-links.js';
import { DigestSweep } from '../deadlines/digest-sweep.js';
import { ReminderWords } from '../deadlines/reminder-words.js';
import type { Dispatches } from '../dispatch/dispatch.service.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { CalendarApply } from '../deadlines/calendar-apply.js';
import { DeadlineSweep } from '../deadlines/deadline-sweep.js';
import type { Deadlines } from '../deadlines/deadlines.service.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { BreachReminders } from '../privacy/breach-reminders.js';
import { RetentionRun } from '../privacy/retention-run.js';
import type { AreaDirectory } from '../tenants/areas.js';
import type { ObjectStorage } from '../tickets/storage/object-storage.js';
import { MissingAnswers } from '../replies/missing-answers.js';
import { MissingQuestions } from '../replies/missing-questions.js';
import type { ReplyComposer } from '../replies/reply-composer.js';
import type { ReporterMessages } from '../replies/reporter-messages.js';
import { SILENCE, UNANSWERED_QUESTION, WaitingSweep } from '../replies/waiting-sweep.js';
import type { RelevelListener } from '../overruling/overrulings.js';
import type { Configuration } from './load-config.js';
import type { Overruling } from './open-overruling.js';
import { TakeUp, type TakeUpListener } from '../tickets/take-up.js';
import type { TicketActions, TicketChangeListener } from '../tickets/ticket-actions.js';

/** What a ticket's life is made with; the core has it. */
export interface LifeParts {
  database: Database;
  doorbell: Doorbell;
  logger: Logger;
  actions: TicketActions;
  vault: Vault;
  storage: ObjectStorage;
  configuration: Configuration;
  agencyWebhooks?: AgencyWebhooks;
  staff: StaffDirectory;
  staffNotices: StaffNotices;
  dispatches: Dispatches;
  channels: ChannelRegistry;
  reporters: ReporterMessages;
  composer: ReplyComposer;
  areas: AreaDirectory;
  deadlines: Deadlines;
  dispatchLinks: DispatchLinks;
  publicUrl: string;
  overruling: Overruling;
  responseTaking: ResponseTaking;
  responseNotices: StaffResponseNotices;
}

/** Another level is another time. */
export function deadlinesOf(deadlines: Deadlines): RelevelListener {
  return {
    releveled: async (tx, ticket, now) => {
      await deadlines.relevel(tx, ticket, now);
      return [];
    },
  };
}

/** Binds what listens to changes of tickets: in every process, since the command line changes tickets too. */
export function listenToTickets(parts: LifeParts, clock: Clock): void {
  const { actions, dispatches, agencyWebhooks, deadlines, responseTaking, responseNotices, vault, areas, overruling } =
    parts;
  const { tenants } = parts.configuration;
  const redispatch = new Redispatch({ vault, clock, actions, dispatches });
  overruling.overrulings.passBy(redispatch);
  const listeners: TicketChangeListener[] = [
    new DispatchEndings(dispatches),
    redispatch,
    new ResponseEndings(responseTaking),
    new CitizenReplies(responseNotices),
    new Reopenings(responseNotices),
    new MissingAnswers({ vault, areas, tenants }),
    deadlines,
  ];
  // Behind what takes dispatches back: their systems are told that, and not of an answer that is not theirs.
  if (agencyWebhooks) listeners.push(agencyWebhooks);
  for (const listener of listeners) actions.listen(listener);
  overruling.overrulings.listen(deadlinesOf(deadlines));
}

/** What workers do for tickets by time and not by message. */
export function ticketSweeps(parts: LifeParts, clock: Clock): SweepSource[] {
  const { database, doorbell, logger, actions, vault, storage, configuration } = parts;
  const { tenants, locales } = configuration;
  const questions = new MissingQuestions({ ...parts, tenants, clock, limits: configuration.gateway.limits });
  const announcements = new Announcements({
    database, clock, logger, tenants, actions,
    deadlines: parts.deadlines,
    areas: parts.areas,
    staff: parts.staff,
    notices: parts.staffNotices,
    words: new AnnouncementWords(locales),
  }); // prettier-ignore
  // The office reads of a ticket that was dispatched by itself where it went.
  // Deadlines last: they begin with what the others have done by then.
  const listeners: TakeUpListener[] = [
    parts.overruling.signatures,
    new AutoDispatch({ tenants, dispatches: parts.dispatches }),
    announcements,
    questions,
    parts.deadlines,
  ];
  return [
    new TakeUp({ database, doorbell, clock, logger, actions, listeners }),
    announcements,
    ...(parts.agencyWebhooks ? [parts.agencyWebhooks] : []),
    new RetentionRun({ database, vault, storage, tenants, clock, logger }),
    new BreachReminders({
      database,
      tenants,
      locales,
      doorbell,
      clock,
      staff: parts.staff,
      notices: parts.staffNotices,
    }),
    questions,
    new WaitingSweep({ database, clock, logger, actions, tenants }, UNANSWERED_QUESTION),
    new CalendarApply({ ...parts, ...configuration, clock }),
    ...deadlineSweeps(parts, clock),
    new WaitingSweep({ database, clock, logger, actions, tenants }, SILENCE),
  ];
}

/** What is told of deadlines as they come and pass. */
function deadlineSweeps(parts: LifeParts, clock: Clock): SweepSource[] {
  const { configuration, staffNotices: notices, dispatchLinks: links } = parts;
  const words = new ReminderWords(configuration.locales);
  return [
    new DeadlineSweep({ ...parts, notices, links, words, clock }),
    new DigestSweep({ ...parts, ...configuration, notices, words, clock }),
  ];
}
