import { ApiProperty } from '@nestjs/swagger';
import type { DispatchState } from '../../dispatch/dispatch.entity.js';
import type { ResponseState, ResponseVia } from '../../dispatch/response.entity.js';
import type { PhotoRole } from '../../tickets/attachment.entity.js';
import { DISPATCH_STATES } from './dispatch.dto.js';

const textOrNull = { type: String, nullable: true } as const;
const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const STATE = { enum: DISPATCH_STATES } as const;
const RESPONSE_STATES = ['draft', 'submitted', 'sent-back', 'used', 'withdrawn'] as const satisfies readonly ResponseState[]; // prettier-ignore
const VIAS = ['link', 'email', 'whatsapp', 'sms', 'api', 'cli', 'console'] as const satisfies readonly ResponseVia[];

export class DispatchLine {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'BDG-000012' }) number!: string;
  @ApiProperty() tenant!: string;
  @ApiProperty() agency!: string;
  @ApiProperty(textOrNull) unit!: string | null;
  @ApiProperty() lead!: boolean;
  @ApiProperty(STATE) state!: DispatchState;
  @ApiProperty(time) dispatchedAt!: Date;
  @ApiProperty(timeOrNull) acceptedAt!: Date | null;
  @ApiProperty(timeOrNull) respondedAt!: Date | null;
  @ApiProperty(timeOrNull) endedAt!: Date | null;
  @ApiProperty(timeOrNull) dueAt!: Date | null;
  @ApiProperty(textOrNull) returnReason!: string | null;
  @ApiProperty(textOrNull) returnTo!: string | null;
}

export class DispatchPage {
  @ApiProperty({ type: () => [DispatchLine] }) dispatches!: DispatchLine[];
  @ApiProperty({ ...textOrNull, description: 'Untuk `after`; kosong pada halaman terakhir.' }) next!: string | null;
}

export class DispatchPlace {
  @ApiProperty({ required: false }) district?: string;
  @ApiProperty({ required: false }) village?: string;
  @ApiProperty({ required: false }) landmark?: string;
  @ApiProperty({ required: false }) latitude?: number;
  @ApiProperty({ required: false }) longitude?: number;
}

export class DispatchMessage {
  @ApiProperty() text!: string;
  @ApiProperty(time) at!: Date;
}

export class OtherDispatch {
  @ApiProperty() agency!: string;
  @ApiProperty() lead!: boolean;
  @ApiProperty(STATE) state!: DispatchState;
}

export class ResponseFileLine {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ ...textOrNull, enum: ['before', 'after'] }) role!: PhotoRole | null;
  @ApiProperty() contentType!: string;
  @ApiProperty() state!: string;
}

export class ResponseLine {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: RESPONSE_STATES }) state!: ResponseState;
  @ApiProperty({ enum: VIAS }) via!: ResponseVia;
  @ApiProperty() text!: string;
  @ApiProperty({ ...textOrNull, description: 'Yang ditanyakan admin, bila dikembalikan.' }) remark!: string | null;
  @ApiProperty(time) createdAt!: Date;
  @ApiProperty({ type: () => [ResponseFileLine] }) files!: ResponseFileLine[];
}

/** A ticket as an agency sees it. */
export class AgencySight {
  @ApiProperty({ example: 'BDG-000012' }) number!: string;
  @ApiProperty() tenant!: string;
  @ApiProperty() agency!: string;
  @ApiProperty(textOrNull) unit!: string | null;
  @ApiProperty() lead!: boolean;
  @ApiProperty({ description: 'Keadaan aduannya.' }) ticketState!: string;
  @ApiProperty() kind!: string;
  @ApiProperty({ ...textOrNull, description: 'Dengan nama yang dipakai instansi.' }) category!: string | null;
  @ApiProperty() level!: string;
  @ApiProperty() urgency!: string;
  @ApiProperty(time) openedAt!: Date;
  @ApiProperty(timeOrNull) dueAt!: Date | null;
  @ApiProperty({ type: () => DispatchPlace }) place!: DispatchPlace;
  @ApiProperty({
    enum: ['known', 'withheld', 'anonymous'],
    description: 'Apakah kantor mengenal pelapornya; namanya tidak diberikan kepada siapa pun di sini.',
  })
  reporter!: 'known' | 'withheld' | 'anonymous';
  @ApiProperty({ type: () => [DispatchMessage] }) messages!: DispatchMessage[];
  @ApiProperty({ type: [String], format: 'uuid', description: 'Foto: /api/v1/dispatches/{id}/photos/{photo}.' })
  photos!: string[];
  @ApiProperty({ ...textOrNull, description: 'Catatan admin untuk instansi.' }) note!: string | null;
  @ApiProperty({ type: () => [OtherDispatch] }) others!: OtherDispatch[];
}

/** What webhooks tell of a dispatch, and what its agency has said. */
export class DispatchAnswer extends AgencySight {
  @ApiProperty({ format: 'uuid' }) dispatchId!: string;
  @ApiProperty(STATE) state!: DispatchState;
  @ApiProperty(time) dispatchedAt!: Date;
  @ApiProperty({ type: () => [ResponseLine] }) responses!: ResponseLine[];
}

export class DispatchMade {
  @ApiProperty({ format: 'uuid' }) dispatchId!: string;
  @ApiProperty() agency!: string;
  @ApiProperty(textOrNull) unit!: string | null;
  @ApiProperty() lead!: boolean;
  @ApiProperty(timeOrNull) dueAt!: string | null;
  @ApiProperty({ description: 'Instansi itu sudah memegangnya.' }) repeated!: boolean;
}

export class DispatchesMade {
  @ApiProperty() number!: string;
  @ApiProperty({ type: () => [DispatchMade] }) dispatches!: DispatchMade[];
}

export class DispatchStanding {
  @ApiProperty({ format: 'uuid' }) dispatchId!: string;
  @ApiProperty() number!: string;
  @ApiProperty(STATE) state!: DispatchState;
  @ApiProperty({ description: 'Keadaan aduannya.' }) ticketState!: string;
}

export class QuestionAsked extends DispatchStanding {
  @ApiProperty({ format: 'uuid' }) outboundId!: string;
}

export class ResponseTaken extends DispatchStanding {
  @ApiProperty({ format: 'uuid' }) responseId!: string;
  @ApiProperty({
    enum: ['draft', 'submitted', 'used'],
    description: 'Sementara; menunggu admin; atau sudah menjadi jawaban.',
  })
  responseState!: 'draft' | 'submitted' | 'used';
}

export class DraftDropped extends DispatchStanding {
  @ApiProperty({ format: 'uuid' }) responseId!: string;
}

export class SentBackAnswer extends DispatchStanding {
  @ApiProperty({ format: 'uuid' }) responseId!: string;
}

export class ForwardedAnswer {
  @ApiProperty() number!: string;
  @ApiProperty({ format: 'uuid' }) outboundId!: string;
  @ApiProperty({ description: 'Tanggapan yang menjadi jawaban itu.' }) responses!: number;
}
