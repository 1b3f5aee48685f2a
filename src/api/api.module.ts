import { Module, type DynamicModule } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ManualDesk } from '../manual/manual-desk.js';
import { OfficeFiles } from '../manual/office-files.js';
import { ReplyTasks } from '../manual/reply-tasks.js';
import { Answers } from '../replies/answer.service.js';
import { ApiGuard } from './api.guard.js';
import { ApiOwnerlessController } from './central/ownerless.controller.js';
import { OwnerlessWork } from './central/ownerless-work.js';
import { ChannelActsController } from './channels/channel-acts.controller.js';
import { ChannelNews } from './channels/channel-news.js';
import { ChannelWork } from './channels/channel-work.js';
import { StuckController } from './channels/stuck.controller.js';
import { ChannelsController } from './channels.controller.js';
import { ApiDocument } from './docs/api-document.js';
import { DispatchActs } from './dispatching/dispatch-acts.js';
import { DispatchReader } from './dispatching/dispatch-reader.js';
import { DispatchesController } from './dispatching/dispatches.controller.js';
import { OfficeDispatchesController } from './dispatching/office-dispatches.controller.js';
import { DocsController } from './docs/docs.controller.js';
import { FilesController } from './files/files.controller.js';
import { FileWork } from './files/file-work.js';
import { KeyGate } from './key-gate.js';
import { LetterLinks } from './letter/letter-links.js';
import { LettersController } from './letter/letters.controller.js';
import { OverrulingActs } from './overruling-acts.js';
import { OverrulingController } from './overruling.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { PUBLIC_URL } from './public-url.js';
import { RequestsOnce } from './requests-once.js';
import { ReportLinks } from '../reports/report-links.js';
import { Reports } from '../reports/reports.service.js';
import { ReportMakingController } from './reports/report-making.controller.js';
import { ReportMaking } from './reports/report-making.js';
import { ReportsController } from './reports.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { SettingsWork } from './settings/settings-work.js';
import { TasksController } from './tasks.controller.js';
import { TicketReader } from './ticket-reader.js';
import { TicketsController } from './tickets.controller.js';
import { DraftsController } from './work/drafts.controller.js';
import { InboxController } from './work/inbox.controller.js';
import { TicketDrafts } from './work/ticket-drafts.js';
import { TicketLists } from './work/ticket-lists.js';
import { TicketWork } from './work/ticket-work.js';
import { WorkController } from './work/work.controller.js';

/** What stands behind the API; made by the composition root. */
export interface ApiParts {
  database: Database;
  desk: ManualDesk;
  tasks: ReplyTasks;
  answers: Answers;
  files: OfficeFiles;
  overruling: OverrulingActs;
  dispatching: { reader: DispatchReader; acts: DispatchActs };
  tickets: TicketReader;
  lists: TicketLists;
  work: TicketWork;
  drafts: TicketDrafts;
  fileWork: FileWork;
  ownerless: OwnerlessWork;
  once: RequestsOnce;
  channelWork: ChannelWork;
  channelNews: ChannelNews;
  settingsWork: SettingsWork;
  reportMaking: ReportMaking;
  gate: KeyGate;
  links: LetterLinks;
  reports: Reports;
  reportLinks: ReportLinks;
  publicUrl: string;
}

/** `/api/v1` for programs with a key, letters by signed links, and `/api/docs`. */
@Module({})
export class ApiModule {
  static with(parts: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      controllers: [
        TicketsController,
        InboxController,
        WorkController,
        DraftsController,
        FilesController,
        ApiOwnerlessController,
        OverrulingController,
        OfficeDispatchesController,
        DispatchesController,
        TasksController,
        ChannelsController,
        ChannelActsController,
        StuckController,
        SettingsController,
        LettersController,
        ReportsController,
        ReportMakingController,
        DocsController,
      ],
      providers: [
        { provide: Database, useValue: parts.database },
        { provide: ManualDesk, useValue: parts.desk },
        { provide: ReplyTasks, useValue: parts.tasks },
        { provide: Answers, useValue: parts.answers },
        { provide: OfficeFiles, useValue: parts.files },
        { provide: OverrulingActs, useValue: parts.overruling },
        { provide: DispatchReader, useValue: parts.dispatching.reader },
        { provide: DispatchActs, useValue: parts.dispatching.acts },
        { provide: TicketLists, useValue: parts.lists },
        { provide: TicketWork, useValue: parts.work },
        { provide: TicketDrafts, useValue: parts.drafts },
        { provide: FileWork, useValue: parts.fileWork },
        { provide: OwnerlessWork, useValue: parts.ownerless },
        { provide: RequestsOnce, useValue: parts.once },
        { provide: ReportMaking, useValue: parts.reportMaking },
        { provide: SettingsWork, useValue: parts.settingsWork },
        { provide: ChannelWork, useValue: parts.channelWork },
        { provide: ChannelNews, useValue: parts.channelNews },
        { provide: TicketReader, useValue: parts.tickets },
        { provide: KeyGate, useValue: parts.gate },
        { provide: LetterLinks, useValue: parts.links },
        { provide: PUBLIC_URL, useValue: parts.publicUrl },
        { provide: Reports, useValue: parts.reports },
        { provide: ReportLinks, useValue: parts.reportLinks },
        ApiDocument,
        ApiGuard,
        ProblemFilter,
      ],
    };
  }
}
