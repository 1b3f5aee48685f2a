import { ApiProperty } from '@nestjs/swagger';
import type { TicketDecision } from '../../replies/ticket-queries.js';

const textOrNull = { type: String, nullable: true } as const;
const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;

export class DecisionLine implements TicketDecision {
  @ApiProperty({ example: 'route' }) step!: string;
  @ApiProperty() outcome!: string;
  @ApiProperty({ ...textOrNull, description: 'Aturan atau kata yang memutuskan.' }) rule!: string | null;
  @ApiProperty({ type: Number, nullable: true }) score!: number | null;
  @ApiProperty(textOrNull) runnerUp!: string | null;
  @ApiProperty({ enum: ['machine', 'human'] }) decidedBy!: 'machine' | 'human';
  @ApiProperty(textOrNull) by!: string | null;
  @ApiProperty({ description: 'Kemudian diputuskan lain oleh manusia.' }) overruled!: boolean;
  @ApiProperty({ description: 'Ditarik kembali.' }) undone!: boolean;
}

export class EventLine {
  @ApiProperty(time) at!: string;
  @ApiProperty({ example: 'dispatched' }) type!: string;
  @ApiProperty({ example: 'operator' }) actor!: string;
  @ApiProperty({ ...textOrNull, example: 'user:0198c0de-0000-7000-8000-000000000000' }) by!: string | null;
  @ApiProperty({ type: Object, description: 'Kode dan id, bukan kata-kata orang.' }) data!: Record<string, unknown>;
}

export class DeadlineLine {
  @ApiProperty({ example: 'resolve', description: 'resolve: seluruhnya; lainnya langkah standar.' }) step!: string;
  @ApiProperty(time) startedAt!: string;
  @ApiProperty(timeOrNull) dueAt!: string | null;
  @ApiProperty(timeOrNull) metAt!: string | null;
  @ApiProperty(timeOrNull) breachedAt!: string | null;
  @ApiProperty(timeOrNull) endedAt!: string | null;
}

export class TicketPlace {
  @ApiProperty({ ...textOrNull, example: '510302', description: 'Kode Kemendagri.' }) districtCode!: string | null;
  @ApiProperty(textOrNull) district!: string | null;
  @ApiProperty({ ...textOrNull, example: '5103022001', description: 'Kode Kemendagri.' }) villageCode!: string | null;
  @ApiProperty(textOrNull) village!: string | null;
  @ApiProperty(textOrNull) landmark!: string | null;
  @ApiProperty({ type: Number, nullable: true }) latitude!: number | null;
  @ApiProperty({ type: Number, nullable: true }) longitude!: number | null;
}

export class SplitLine {
  @ApiProperty({ example: 'BDG-000013' }) number!: string;
  @ApiProperty({ enum: ['from', 'off'], description: 'from: dipisahkan dari aduan itu; off: aduan itu dipisahkan dari ini.' })
  how!: 'from' | 'off';
} // prettier-ignore

export class FeedbackLine {
  @ApiProperty({ description: '0, dan satu lagi setiap kali dibuka kembali.' }) round!: number;
  @ApiProperty({ type: Boolean, nullable: true, description: 'Apakah sudah beres, kata pelapor.' })
  fixed!: boolean | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Nilai dari pelapor.' }) mark!: number | null;
  @ApiProperty(time) at!: string;
}

export class RepeatLine {
  @ApiProperty({ example: 'BDG-000011' }) number!: string;
  @ApiProperty() state!: string;
  @ApiProperty(time) openedAt!: string;
  @ApiProperty({ description: 'Awalnya, tanpa nama, nomor dan surel pelapornya.' }) text!: string;
  @ApiProperty({ ...textOrNull, description: 'Aduan yang mewakilinya.' }) mergedInto!: string | null;
  @ApiProperty({ type: Object, description: 'Mengapa mirip.' }) likeness!: object;
}

export class RepeatsAnswer {
  @ApiProperty({ type: () => [RepeatLine] }) repeats!: RepeatLine[];
}
