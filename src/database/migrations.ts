import { Foundation1795305002035 } from './migrations/1795305002035-Foundation.js';
import { ConnectedChannels1795305598836 } from './migrations/1795305598836-ConnectedChannels.js';
import { Attachments1795312572231 } from './migrations/1795312572231-Attachments.js';
import { ReplyTasks1795313114160 } from './migrations/1795313114160-ReplyTasks.js';
import { ChannelConnections1795314475462 } from './migrations/1795314475462-ChannelConnections.js';
import { Threading1795315500000 } from './migrations/1795315500000-Threading.js';
import { DeliveryState1795316100000 } from './migrations/1795316100000-DeliveryState.js';
import { ApiKeys1795317341107 } from './migrations/1795317341107-ApiKeys.js';
import { TicketLife1795715729798 } from './migrations/1795715729798-TicketLife.js';
import { StaffByHand1795716900000 } from './migrations/1795716900000-StaffByHand.js';
import { OutboundFiles1795717664000 } from './migrations/1795717664000-OutboundFiles.js';
import { Privacy1795717281771 } from './migrations/1795717281771-Privacy.js';
import { ReportIndexes1795717300000 } from './migrations/1795717300000-ReportIndexes.js';
import { Announcements1795719600000 } from './migrations/1795719600000-Announcements.js';
import { TenantRevisions1795726859275 } from './migrations/1795726859275-TenantRevisions.js';
import { MissingQuestions1795718400000 } from './migrations/1795718400000-MissingQuestions.js';
import { DeadlineRuns1795717100000 } from './migrations/1795717100000-DeadlineRuns.js';
import { Overruling1795718400000 } from './migrations/1795718400000-Overruling.js';
import { Inbox1795727649461 } from './migrations/1795727649461-Inbox.js';
import { ResponseFiles1795718400101 } from './migrations/1795718400101-ResponseFiles.js';
import { AgencyKeys1795723200000 } from './migrations/1795723200000-AgencyKeys.js';
import { Accounts1795726996452 } from './migrations/1795726996452-Accounts.js';
import { TicketNotes1795727611203 } from './migrations/1795727611203-TicketNotes.js';
import { TenantRevisionNonce1795729448830 } from './migrations/1795729448830-TenantRevisionNonce.js';
import { ChannelWatch1795730635135 } from './migrations/1795730635135-ChannelWatch.js';
import { DispatchDueGiven1795739400000 } from './migrations/1795739400000-DispatchDueGiven.js';
import { AnswerTimes1795740000000 } from './migrations/1795740000000-AnswerTimes.js';
import { TicketSignature1795740300000 } from './migrations/1795740300000-TicketSignature.js';
import { ForgottenAccounts1795741000412 } from './migrations/1795741000412-ForgottenAccounts.js';
import { ReportOrders1795741600207 } from './migrations/1795741600207-ReportOrders.js';
import { HandedMessages1795742100512 } from './migrations/1795742100512-HandedMessages.js';
import { Canaries1795743500218 } from './migrations/1795743500218-Canaries.js';
import { KeyMark1795744800113 } from './migrations/1795744800113-KeyMark.js';

/** In order; names carry the time. */
export const MIGRATIONS = [
  Foundation1795305002035,
  ConnectedChannels1795305598836,
  Attachments1795312572231,
  ReplyTasks1795313114160,
  ChannelConnections1795314475462,
  Threading1795315500000,
  DeliveryState1795316100000,
  ApiKeys1795317341107,
  TicketLife1795715729798,
  StaffByHand1795716900000,
  OutboundFiles1795717664000,
  Privacy1795717281771,
  ReportIndexes1795717300000,
  Announcements1795719600000,
  TenantRevisions1795726859275,
  MissingQuestions1795718400000,
  DeadlineRuns1795717100000,
  Overruling1795718400000,
  ResponseFiles1795718400101,
  AgencyKeys1795723200000,
  Accounts1795726996452,
  TicketNotes1795727611203,
  TenantRevisionNonce1795729448830,
  Inbox1795727649461,
  ChannelWatch1795730635135,
  DispatchDueGiven1795739400000,
  AnswerTimes1795740000000,
  TicketSignature1795740300000,
  ForgottenAccounts1795741000412,
  ReportOrders1795741600207,
  HandedMessages1795742100512,
  Canaries1795743500218,
  KeyMark1795744800113,
];
