import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { Merged } from '../overruling/merging.js';
import type { Overruled } from '../overruling/overrulings.js';
import type { ReferenceGiven } from '../overruling/references.js';
import type { Classification, Routing } from '../overruling/rules.js';
import type { Split } from '../overruling/splitting.js';
import type { Undone } from '../overruling/undoing.js';
import { REPORT_KINDS } from '../tenants/tenant.js';

const textOrNull = { type: String, nullable: true } as const;
/** Longest description of what is split off. */
const LONGEST_TEXT = 5_000;
const MOST_MESSAGES = 200;

export class CategoryDto {
  @ApiPropertyOptional({ example: 'jalan-rusak' }) @IsOptional() @IsString() category?: string;
  @ApiPropertyOptional({ description: 'Bila kosong, kadar kategorinya.' }) @IsOptional() @IsString() level?: string;
  @ApiPropertyOptional({ enum: REPORT_KINDS }) @IsOptional() @IsString() kind?: string;
}

export class RouteDto {
  @ApiProperty({ example: 'pupr' }) @IsString() agency!: string;
  @ApiPropertyOptional() @IsOptional() @IsString() unit?: string;
}

export class MergeDto {
  @ApiProperty({ example: 'BDG-000011', description: 'Aduan yang mewakilinya.' }) @IsString() into!: string;
}

export class SplitDto {
  @ApiPropertyOptional({ type: [String], format: 'uuid', description: 'Pesan pelapor yang merupakan hal lain.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_MESSAGES)
  @IsUUID(undefined, { each: true })
  messages?: string[];

  @ApiPropertyOptional({ maxLength: LONGEST_TEXT, description: 'Uraian hal lain itu.' })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_TEXT)
  text?: string;
}

export class ReferenceDto {
  @ApiProperty({ example: 'manual-lapor', description: 'Kanal sistem itu.' }) @IsString() system!: string;
  @ApiProperty({ example: '1234567' }) @IsString() reference!: string;
}

export class ClassificationLine implements Classification {
  @ApiProperty(textOrNull) category!: string | null;
  @ApiProperty() level!: string;
  @ApiProperty({ enum: REPORT_KINDS }) kind!: string;
}

export class Classified implements Overruled<Classification> {
  @ApiProperty() number!: string;
  @ApiProperty({ format: 'uuid' }) eventId!: string;
  @ApiProperty({ type: () => ClassificationLine }) from!: ClassificationLine;
  @ApiProperty({ type: () => ClassificationLine }) to!: ClassificationLine;
}

export class RoutingLine implements Routing {
  @ApiProperty(textOrNull) agency!: string | null;
  @ApiProperty(textOrNull) unit!: string | null;
}

export class Routed implements Overruled<Routing> {
  @ApiProperty() number!: string;
  @ApiProperty({ format: 'uuid' }) eventId!: string;
  @ApiProperty({ type: () => RoutingLine }) from!: RoutingLine;
  @ApiProperty({ type: () => RoutingLine }) to!: RoutingLine;
}

export class MergedAnswer implements Merged {
  @ApiProperty() number!: string;
  @ApiProperty({ description: 'Aduan yang mewakili.' }) leader!: string;
  @ApiProperty({ format: 'uuid' }) eventId!: string;
}

export class SplitAnswer implements Split {
  @ApiProperty({ description: 'Aduan semula.' }) from!: string;
  @ApiProperty({ description: 'Aduan yang baru.' }) number!: string;
  @ApiProperty(textOrNull) category!: string | null;
  @ApiProperty(textOrNull) agency!: string | null;
  @ApiProperty({ format: 'uuid' }) eventId!: string;
}

export class UndoneAnswer implements Undone {
  @ApiProperty() number!: string;
  @ApiProperty({ format: 'uuid' }) eventId!: string;
  @ApiProperty({ enum: ['recategorised', 'rerouted', 'merged', 'merged-in', 'unmerged', 'split'] }) what!: Undone['what'];
  @ApiProperty(textOrNull) other!: string | null;
  @ApiProperty({ type: Object, nullable: true, description: 'Sebelum dibatalkan.' }) from!: unknown;
  @ApiProperty({ type: Object, nullable: true, description: 'Sesudahnya.' }) to!: unknown;
} // prettier-ignore

export class ReferenceGivenAnswer implements ReferenceGiven {
  @ApiProperty() number!: string;
  @ApiProperty() reference!: string;
  @ApiProperty({ description: 'Sudah tercatat sebelumnya.' }) repeated!: boolean;
  @ApiProperty({ ...textOrNull, description: 'Tugas menyalin jawaban yang sudah ada.' }) task!: string | null;
}
