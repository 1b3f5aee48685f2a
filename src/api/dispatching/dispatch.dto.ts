import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsOptional, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator'; // prettier-ignore
import { MAX_QUESTION_LENGTH } from '../../dispatch/citizen-questions.js';
import { MAX_WORDS } from '../../dispatch/dispatch-input.js';
import { RETURN_REASONS, type ReturnReason } from '../../dispatch/dispatch-rules.js';
import { MAX_RESPONSE_LENGTH } from '../../dispatch/response-records.js';
import type { DispatchState } from '../../dispatch/dispatch.entity.js';
import type { PhotoRole } from '../../tickets/attachment.entity.js';
import { AttachmentDto } from '../entry.dto.js';
import { PageQuery } from '../requests.dto.js';
import { IsMoment } from '../validation.js';

export const DISPATCH_STATES = [
  'sent', 'accepted', 'returned', 'responded', 'withdrawn', 'done',
] as const satisfies readonly DispatchState[]; // prettier-ignore
const ROLES = ['before', 'after'] as const satisfies readonly PhotoRole[];
/** Agencies that one request hands a ticket to. */
const MOST_AGENCIES = 10;

export class DispatchesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: DISPATCH_STATES })
  @IsOptional()
  @IsIn(DISPATCH_STATES)
  state?: DispatchState;

  @ApiPropertyOptional({ example: 'pupr' })
  @IsOptional()
  @IsString()
  agency?: string;

  @ApiPropertyOptional({ example: 'BDG-000012', description: 'Hanya disposisi aduan ini.' })
  @IsOptional()
  @IsString()
  number?: string;
}

export class DispatchParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id!: string;
}

export class DispatchPhotoParams extends DispatchParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  photo!: string;
}

export class DraftParams extends DispatchParams {
  @ApiProperty({ format: 'uuid', description: 'Draf di antara `responses` disposisi itu.' })
  @IsUUID()
  response!: string;
}

export class DispatchWishDto {
  @ApiProperty({ example: 'pupr' })
  @IsString()
  agency!: string;

  @ApiPropertyOptional({ example: 'bina-marga' })
  @IsOptional()
  @IsString()
  unit?: string;

  @ApiPropertyOptional({ description: 'Koordinator, bila beberapa instansi; instansi pertama dengan sendirinya.' })
  @IsOptional()
  @IsBoolean()
  lead?: boolean;

  @ApiPropertyOptional({ maxLength: MAX_WORDS, description: 'Catatan untuk instansi itu.' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_WORDS)
  note?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Batas tanggapannya; menurut standar pelayanan bila tidak diisi.',
  })
  @IsOptional()
  @IsMoment()
  dueAt?: string;
}

export class DispatchDto {
  @ApiProperty({
    type: () => [DispatchWishDto],
    description: 'Instansi yang menangani; semuanya, atau tidak satu pun.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_AGENCIES)
  @ValidateNested({ each: true })
  @Type(() => DispatchWishDto)
  to!: DispatchWishDto[];
}

export class RemarkDto {
  @ApiProperty({ maxLength: MAX_RESPONSE_LENGTH, description: 'Yang masih perlu dijelaskan instansi.' })
  @IsString()
  text!: string;
}

export class ForwardDto {
  @ApiPropertyOptional({ description: 'Pengganti kata-kata instansi bagi pelapor; paling panjang 1.500 karakter.' })
  @IsOptional()
  @IsString()
  text?: string;
}

export class ReturnDto {
  @ApiProperty({ enum: RETURN_REASONS })
  @IsIn(RETURN_REASONS)
  reason!: ReturnReason;

  @ApiPropertyOptional({ example: 'perhubungan', description: 'Instansi yang berwenang, bila diketahui.' })
  @IsOptional()
  @IsString()
  to?: string;

  @ApiPropertyOptional({ maxLength: MAX_WORDS, description: 'Penjelasan untuk admin.' })
  @IsOptional()
  @IsString()
  words?: string;
}

export class UnitDto {
  @ApiProperty({ example: 'bina-marga' })
  @IsString()
  unit!: string;
}

export class QuestionDto {
  @ApiProperty({ maxLength: MAX_QUESTION_LENGTH, description: 'Yang dibaca pelapor.' })
  @IsString()
  text!: string;
}

export class SubmitDraftDto {
  @ApiPropertyOptional({ maxLength: MAX_RESPONSE_LENGTH, description: 'Pengganti kata-kata yang disimpan.' })
  @IsOptional()
  @IsString()
  text?: string;
}

export class ResponseFileDto extends AttachmentDto {
  @ApiPropertyOptional({ enum: ROLES, description: 'Foto sebelum atau sesudah dikerjakan.' })
  @IsOptional()
  @IsIn(ROLES)
  role?: PhotoRole;
}

export class ResponseDto {
  @ApiProperty({ maxLength: MAX_RESPONSE_LENGTH, description: 'Tanggapan instansi.' })
  @IsString()
  text!: string;

  @ApiPropertyOptional({
    default: false,
    description: 'Tanggapan sementara: disimpan untuk admin, dan aduan tetap di tangan instansi.',
  })
  @IsOptional()
  @IsBoolean()
  interim?: boolean;

  @ApiPropertyOptional({ type: () => [ResponseFileDto] })
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ResponseFileDto)
  attachments?: ResponseFileDto[];
}
