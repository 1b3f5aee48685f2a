import { AccountLink } from '../accounts/account-link.entity.js';
import { SessionRow } from '../accounts/session.entity.js';
import { SignInAttempts } from '../accounts/sign-in-attempts.entity.js';
import { UserAccount } from '../accounts/user-account.entity.js';
import { Officer } from '../agencies/officer.entity.js';
import { ApiKeyRow } from '../api/api-key.entity.js';
import { ApiRequestRow } from '../api/api-request.entity.js';
import { SavedView } from '../console/inbox/saved-view.entity.js';
import { ConsolePresence } from '../console/live/presence.entity.js';
import { ContactAddress } from '../contacts/contact-address.entity.js';
import { Contact } from '../contacts/contact.entity.js';
import { KeyMark } from '../contacts/key-mark.entity.js';
import { OptOut } from '../contacts/opt-out.entity.js';
import { DailyDigest } from '../deadlines/daily-digest.entity.js';
import { DeadlineNotice } from '../deadlines/deadline-notice.entity.js';
import { TicketDeadline } from '../deadlines/ticket-deadline.entity.js';
import { TicketPause } from '../deadlines/ticket-pause.entity.js';
import { Dispatch } from '../dispatch/dispatch.entity.js';
import { ResponseRow } from '../dispatch/response.entity.js';
import { ChannelConnection } from '../intake/channel-connection.entity.js';
import { InboundMessage } from '../intake/inbound-message.entity.js';
import { IntakeLedger } from '../intake/intake-ledger.entity.js';
import { MessagePart } from '../intake/message-part.entity.js';
import { ChannelState } from '../outbox/channel-state.entity.js';
import { OutboundAttachment } from '../outbox/outbound-attachment.entity.js';
import { OutboundMessageRow } from '../outbox/outbound-message.entity.js';
import { OutboundPart } from '../outbox/outbound-part.entity.js';
import { ReplyTask } from '../outbox/reply-task.entity.js';
import { ParkedReceipt } from '../outbox/parked-receipt.entity.js';
import { DataBreach } from '../privacy/data-breach.entity.js';
import { DataRequest } from '../privacy/data-request.entity.js';
import { ObjectRemoval } from '../privacy/object-removal.entity.js';
import { RetentionCursor } from '../privacy/retention-cursor.entity.js';
import { TicketSignature } from '../overruling/repeats/ticket-signature.entity.js';
import { Feedback } from '../replies/feedback.entity.js';
import { AnswerTimesRow } from '../reports/answer-times/answer-times.entity.js';
import { ReportOrder } from '../reports/report-order.entity.js';
import { Report } from '../reports/report.entity.js';
import { TenantRevision } from '../tenants/tenant-revision.entity.js';
import { AccessLog } from '../tickets/access-log.entity.js';
import { Attachment } from '../tickets/attachment.entity.js';
import { Decision } from '../tickets/decision.entity.js';
import { OutsideReference } from '../tickets/outside-reference.entity.js';
import { TicketEvent } from '../tickets/ticket-event.entity.js';
import { TicketNote } from '../tickets/ticket-note.entity.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { TrainingExample } from '../tickets/training-example.entity.js';
import { CanaryAlarm } from '../watch/canary-alarm.entity.js';
import { CanaryTrip } from '../watch/canary-trip.entity.js';
import { ChannelActRow } from '../watch/channel-act.entity.js';
import { ChannelHour } from '../watch/channel-hour.entity.js';
import { ChannelSilence } from '../watch/channel-silence.entity.js';

/** Every table that TypeORM knows; migrations and the drift check are made from it. */
export const ENTITIES = [
  InboundMessage, IntakeLedger, MessagePart, Contact, ContactAddress, OptOut, Ticket, TicketEvent, Decision, Attachment, AccessLog,
  OutsideReference, OutboundMessageRow, OutboundAttachment, OutboundPart, ReplyTask, ParkedReceipt, ChannelState, ApiKeyRow,
  ChannelConnection, Officer, Dispatch, ResponseRow, TicketDeadline, TicketPause, DeadlineNotice, Feedback, TrainingExample, Report,
  DataRequest, DataBreach, ObjectRemoval, RetentionCursor, TenantRevision, ApiRequestRow, UserAccount, SessionRow, AccountLink,
  SignInAttempts, SavedView, ConsolePresence, DailyDigest, TicketNote, ChannelHour, ChannelSilence, ChannelActRow, AnswerTimesRow,
  TicketSignature, ReportOrder, CanaryTrip, CanaryAlarm, KeyMark,
]; // prettier-ignore
