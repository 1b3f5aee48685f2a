import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { Equals, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, Min } from 'class-validator';
import { HAND_REASONS, type FailedInbound, type HandReason, type RawMessage } from '../../watch/failed-inbound.js';
import type { StuckOutbound } from '../../watch/stuck-outbound.js';

const textOrNull = { type: String, nullable: true } as const;
const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const SHOWN = 50;
const MOST_SHOWN = 200;

export class ChannelParams {
  @ApiProperty({ example: 'sms-1708' })
  @IsString()
  channel!: string;
}

export class ChannelMessageParams extends ChannelParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  message!: string;
}

export class MessagesQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: MOST_SHOWN, default: SHOWN })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_SHOWN)
  limit: number = SHOWN;
}

export class IgnoreDto {
  @ApiProperty({ enum: HAND_REASONS })
  @IsIn(HAND_REASONS)
  reason!: HandReason;
}

export class SendAgainDto {
  @ApiProperty({ enum: [true], description: 'Anda tahu bahwa pesan ini mungkin sampai dua kali.' })
  @Equals(true)
  mayArriveTwice!: true;
}

export class PausedAnswer {
  @ApiProperty() channelId!: string;
  @ApiProperty() paused!: boolean;
  @ApiProperty({ description: 'Keadaannya berubah karena permintaan ini.' }) changed!: boolean;
}

export class ChannelTrialAnswer {
  @ApiProperty() channelId!: string;
  @ApiProperty() ok!: boolean;
  @ApiProperty({ description: 'false: kanal ini tidak punya ujung jauh yang dapat dicoba.' }) tested!: boolean;
  @ApiProperty({ description: 'Apa yang berfungsi, atau apa yang salah.' }) words!: string;
  @ApiProperty({ description: 'Milidetik.' }) ms!: number;
}

export class MessagesDone {
  @ApiProperty() channelId!: string;
  @ApiProperty({ description: 'Banyaknya pesan.' }) messages!: number;
}

export class FailedInboundLine implements Omit<FailedInbound, 'receivedAt'> {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty(time) receivedAt!: string;
  @ApiProperty({ example: 'attempts-used-up' }) reason!: string;
  @ApiProperty() attempts!: number;
  @ApiProperty({ description: 'false: tidak dapat dibaca sama sekali; diulang pun sama.' }) readable!: boolean;
  @ApiProperty({ description: 'Kiriman aslinya tersimpan.' }) raw!: boolean;
}

export class FailedInboundAnswer {
  @ApiProperty({ type: () => [FailedInboundLine] }) messages!: FailedInboundLine[];
}

export class RawMessageAnswer implements RawMessage {
  @ApiProperty({ example: 'application/json' }) contentType!: string;
  @ApiProperty({ description: 'Sebagai teks; yang bukan teks menjadi U+FFFD.' }) text!: string;
  @ApiProperty({ description: 'Masih ada lagi di belakangnya.' }) cut!: boolean;
  @ApiProperty() bytes!: number;
}

export class StuckOutboundLine implements Omit<StuckOutbound, 'createdAt' | 'attemptedAt'> {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['failed', 'unknown'] }) state!: StuckOutbound['state'];
  @ApiProperty({ example: 'answer' }) purpose!: string;
  @ApiProperty({ enum: ['citizen', 'staff'] }) audience!: StuckOutbound['audience'];
  @ApiProperty({ ...textOrNull, example: 'BDG-000012' }) ticketNumber!: string | null;
  @ApiProperty(time) createdAt!: string;
  @ApiProperty(timeOrNull) attemptedAt!: string | null;
  @ApiProperty() attempts!: number;
  @ApiProperty(textOrNull) errorCode!: string | null;
  @ApiProperty(textOrNull) reason!: string | null;
  @ApiProperty({ type: Number, nullable: true }) cost!: number | null;
  @ApiProperty({ ...textOrNull, example: 'IDR' }) currency!: string | null;
  @ApiProperty({ description: 'Dibawa orang; bukan untuk dikirim ulang mesin.' }) byHand!: boolean;
}

export class StuckOutboundAnswer {
  @ApiProperty({ type: () => [StuckOutboundLine] }) messages!: StuckOutboundLine[];
  @ApiProperty({ description: 'Penyedia dapat ditanyai apa jadinya sebuah pesan.' }) canLookUp!: boolean;
}
