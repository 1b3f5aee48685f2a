import { REPORT_TYPES, type ReportType } from '../reports/figures/figures.js';
import { ApiProperty } from '@nestjs/swagger';
import { DeadlineLine, DecisionLine, EventLine, FeedbackLine, SplitLine, TicketPlace } from './work/story.dto.js';
import type { EntryReceipt } from '../manual/manual-desk.js';
import type { ReplyTaskSummary } from '../manual/reply-tasks.js';
import { TASK_METHODS, type TaskMethod } from '../messaging/inbound-event.js';
import type { SentFile } from '../outbox/sent-files.js';
import type { TaskRecipient } from '../outbox/reply-task.writes.js';
import type { ChannelOverview } from '../reports/channel-overview.js';
import { URGENCIES } from '../console/inbox/ticket-filter.js';
import { REPORT_KINDS } from '../tenants/tenant.js';
import type { ConversationMessage, TicketSummary } from '../replies/ticket-queries.js';

const TASK_STATES = ['open', 'done', 'given-up'];
const text = { type: String } as const;
const textOrNull = { type: String, nullable: true } as const;
const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { type: String, format: 'date-time', nullable: true } as const;

export class EntryAnswer implements EntryReceipt {
  @ApiProperty({ format: 'uuid' }) inboundId!: string;
  @ApiProperty() tenant!: string;
  @ApiProperty({ enum: ['ticket', 'follow-up', 'pending', 'failed', 'other'] }) state!: EntryReceipt['state'];
  @ApiProperty({ ...textOrNull, description: 'Kosong selama belum dibaca; menyusul.' }) number!: string | null;
  @ApiProperty({ ...textOrNull, description: 'Untuk pelapor.' }) trackingCode!: string | null;
  @ApiProperty({ ...textOrNull, description: 'Halaman tempat kode itu dipakai.' }) trackingUrl!: string | null;
  @ApiProperty({ type: [String], description: 'Untuk dibacakan kepada pelapor yang hadir.' }) say!: string[];
  @ApiProperty({ description: 'Sudah pernah dicatat, kata demi kata.' }) repeated!: boolean;
}

export class TicketLine implements TicketSummary {
  @ApiProperty({ example: 'BDG-000012' }) number!: string;
  @ApiProperty() tenant!: string;
  @ApiProperty() state!: string;
  @ApiProperty() channelId!: string;
  @ApiProperty(textOrNull) category!: string | null;
  @ApiProperty(textOrNull) agency!: string | null;
  @ApiProperty(time) openedAt!: string;
  @ApiProperty(time) dueAt!: string;
}

/** A line of a list; of people who reported it says nothing. */
export class ListedTicket extends TicketLine {
  @ApiProperty({ enum: URGENCIES }) urgency!: string;
  @ApiProperty({ description: 'Awal laporan, tanpa nama, nomor dan surel pelapornya.' }) text!: string;
  @ApiProperty({ ...timeOrNull, description: 'Tenggat berikutnya yang masih terutang.' }) nextDueAt!: string | null;
  @ApiProperty({ ...textOrNull, description: 'Id petugas yang memegangnya; lihat /api/v1/people.' }) assignedTo!:
    string | null;
  @ApiProperty({ ...textOrNull, enum: ['failed', 'unknown', 'waiting'], description: 'Pesan terakhir untuk pelapor belum sampai.' }) undelivered!: string | null;
} // prettier-ignore

export class TicketPage {
  @ApiProperty({ type: () => [ListedTicket] }) tickets!: ListedTicket[];
  @ApiProperty({ ...textOrNull, description: 'Untuk `after`; kosong pada halaman terakhir.' }) next!: string | null;
}

export class SentFileLine implements Omit<SentFile, 'id'> {
  @ApiProperty() filename!: string;
  @ApiProperty({ example: 'application/pdf' }) contentType!: string;
  @ApiProperty({ description: 'Byte.' }) size!: number;
  @ApiProperty({ description: 'Ikut terkirim; bila tidak, hanya di halaman lacak.' }) carried!: boolean;
}

export class MessageLine implements ConversationMessage {
  @ApiProperty({ enum: ['in', 'out'] }) direction!: 'in' | 'out';
  @ApiProperty() text!: string;
  @ApiProperty(time) at!: string;
  @ApiProperty() state!: string;
  @ApiProperty({
    type: () => [SentFileLine],
    required: false,
    description: 'Berkas untuk pelapor; hanya pada pesan keluar.',
  })
  files?: SentFileLine[];
  @ApiProperty({ ...text, required: false, description: 'Pesan pelapor; dipakai untuk memisahkan aduan.' }) id?: string;
  @ApiProperty({ ...text, required: false, description: 'Nomor aduan gabungan yang pelapornya menulis ini.' })
  number?: string;
}

export class ReferenceLine {
  @ApiProperty({ description: 'Kanal sistem asalnya.' }) system!: string;
  @ApiProperty() reference!: string;
}

export class ReporterAnswer {
  @ApiProperty(textOrNull) name!: string | null;
  @ApiProperty({ ...textOrNull, description: 'Nomor, surel atau id percakapan.' }) address!: string | null;
  @ApiProperty(textOrNull) postalAddress!: string | null;
  @ApiProperty(textOrNull) documentType!: string | null;
  @ApiProperty(textOrNull) documentNumber!: string | null;
}

export class TicketAnswer extends TicketLine {
  @ApiProperty({ enum: REPORT_KINDS }) kind!: string;
  @ApiProperty() urgency!: string;
  @ApiProperty() level!: string;
  @ApiProperty({ ...textOrNull, description: 'Bidang pada instansinya.' }) unit!: string | null;
  @ApiProperty() anonymous!: boolean;
  @ApiProperty({ description: 'Instansi pelaksana tidak diberi tahu siapa pelapornya.' }) confidential!: boolean;
  @ApiProperty({ type: () => TicketPlace }) place!: TicketPlace;
  @ApiProperty({ ...textOrNull, description: 'Id petugas yang memegangnya; lihat /api/v1/people.' })
  assignedTo!: string | null;
  @ApiProperty({ ...textOrNull, description: 'Mengapa diarsipkan.' }) archiveReason!: string | null;
  @ApiProperty({ ...textOrNull, enum: TASK_METHODS }) replyMethod!: string | null;
  @ApiProperty({ type: () => [MessageLine] }) messages!: MessageLine[];
  @ApiProperty({ type: () => [ReferenceLine], description: 'Hanya dengan hak identities:read; tanpa itu kosong.' })
  references!: ReferenceLine[];
  @ApiProperty({ ...textOrNull, description: 'Aduan yang mewakilinya, bila digabung.' }) mergedInto!: string | null;
  @ApiProperty({ type: [String], description: 'Aduan yang diwakilinya.' }) merged!: string[];
  @ApiProperty({ type: () => [SplitLine] }) split!: SplitLine[];
  @ApiProperty({ type: () => [FeedbackLine], description: 'Kata pelapor tentang jawabannya.' })
  feedback!: FeedbackLine[];
  @ApiProperty({
    type: () => ReporterAnswer,
    nullable: true,
    required: false,
    description: 'Hanya dengan hak identities:read; dicatat.',
  })
  reporter?: ReporterAnswer | null;
  @ApiProperty({ type: () => [DecisionLine], description: 'Apa yang diputuskan, dan mengapa.' })
  decisions!: DecisionLine[];
  @ApiProperty({ type: () => [EventLine] }) events!: EventLine[];
  @ApiProperty({ type: () => [DeadlineLine] }) deadlines!: DeadlineLine[];
}

export class AnswerAccepted {
  @ApiProperty({ format: 'uuid' }) outboundId!: string;
  @ApiProperty() channelId!: string;
  @ApiProperty({ ...textOrNull, enum: TASK_METHODS, description: 'Tugas petugas, bila bukan kami yang mengirim.' })
  task!: TaskMethod | null;
  @ApiProperty() repeated!: boolean;
}

export class TaskLine implements ReplyTaskSummary {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() number!: string;
  @ApiProperty() tenant!: string;
  @ApiProperty({ enum: TASK_METHODS }) method!: TaskMethod;
  @ApiProperty({ example: 'answer' }) purpose!: string;
  @ApiProperty({ enum: TASK_STATES }) state!: ReplyTaskSummary['state'];
  @ApiProperty() attempts!: number;
  @ApiProperty(timeOrNull) lastAttemptAt!: string | null;
  @ApiProperty(time) createdAt!: string;
  @ApiProperty(timeOrNull) closedAt!: string | null;
  @ApiProperty(time) dueAt!: string;
  @ApiProperty() channelId!: string;
}

export class TaskPage {
  @ApiProperty({ type: () => [TaskLine] }) tasks!: TaskLine[];
  @ApiProperty(textOrNull) next!: string | null;
}

export class RecipientAnswer implements TaskRecipient {
  @ApiProperty({ ...text, required: false }) name?: string;
  @ApiProperty({ ...text, required: false }) phone?: string;
  @ApiProperty({ ...text, required: false }) postalAddress?: string;
  @ApiProperty({ ...text, required: false }) reference?: string;
}

export class TaskFileLine {
  @ApiProperty() filename!: string;
  @ApiProperty({ example: 'application/pdf' }) contentType!: string;
  @ApiProperty({ description: 'Byte.' }) size!: number;
  @ApiProperty({ description: 'Alamat berkasnya, untuk dicetak atau disalin; berlaku seperempat jam.' }) url!: string;
}

export class TaskAnswer extends TaskLine {
  @ApiProperty({ description: 'Yang disampaikan.' }) text!: string;
  @ApiProperty({ type: () => RecipientAnswer }) recipient!: RecipientAnswer;
  @ApiProperty({ type: () => [TaskFileLine], description: 'Berkas yang menyertai jawaban.' }) files!: TaskFileLine[];
  @ApiProperty({ ...textOrNull, description: 'Halaman surat untuk dicetak; berlaku setengah jam.' })
  letterUrl!: string | null;
}

export class LastError {
  @ApiProperty() code!: string;
  @ApiProperty(timeOrNull) at!: string | null;
}

export class Waiting {
  @ApiProperty() in!: number;
  @ApiProperty() out!: number;
  @ApiProperty({ type: Number, nullable: true }) oldestSeconds!: number | null;
}

export class Failed {
  @ApiProperty() in!: number;
  @ApiProperty() out!: number;
}

export class Processes {
  @ApiProperty() all!: number;
  @ApiProperty() connected!: number;
}

export class ChannelAnswer implements ChannelOverview {
  @ApiProperty() id!: string;
  @ApiProperty() kind!: string;
  @ApiProperty() provider!: string;
  @ApiProperty() enabled!: boolean;
  @ApiProperty(textOrNull) address!: string | null;
  @ApiProperty(textOrNull) tenant!: string | null;
  @ApiProperty() paused!: boolean;
  @ApiProperty(textOrNull) connection!: string | null;
  @ApiProperty(timeOrNull) connectionSince!: string | null;
  @ApiProperty({ type: () => Processes, nullable: true }) processes!: Processes | null;
  @ApiProperty(textOrNull) words!: string | null;
  @ApiProperty(timeOrNull) lastHeard!: string | null;
  @ApiProperty({ type: () => LastError, nullable: true }) lastError!: LastError | null;
  @ApiProperty() failuresInRow!: number;
  @ApiProperty(timeOrNull) restsUntil!: string | null;
  @ApiProperty({ type: () => Waiting }) waiting!: Waiting;
  @ApiProperty({ type: () => Failed }) failed!: Failed;
}

export class ChannelsAnswer {
  @ApiProperty({ type: () => [ChannelAnswer] }) channels!: ChannelAnswer[];
}

export class ReportAnswer {
  @ApiProperty() id!: string;
  @ApiProperty() tenant!: string;
  @ApiProperty({ enum: REPORT_TYPES }) kind!: ReportType;
  @ApiProperty({ example: '2026-03-01' }) from!: string;
  @ApiProperty({ example: '2026-03-31' }) until!: string;
  @ApiProperty({ description: '1, dan satu lagi setiap kali dibuat ulang.' }) edition!: number;
  @ApiProperty() madeBy!: string;
  @ApiProperty({ format: 'date-time' }) madeAt!: string;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' }) mailedAt!: string | null;
}

export class ReportsAnswer {
  @ApiProperty({ type: () => [ReportAnswer] }) reports!: ReportAnswer[];
}
