import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator'; // prettier-ignore
import { INBOX_GROUPS, type InboxGroup } from '../console/inbox/inbox-group.js';
import { MOST_CHARACTERS, SORTS, STATE_CHOICES, URGENCIES, type Sort, type StateChoice, type Urgency } from '../console/inbox/ticket-filter.js'; // prettier-ignore
import { TASK_METHODS, type TaskMethod } from '../messaging/inbound-event.js';
import { TASK_RESULTS, type TaskResult } from '../manual/reply-tasks.js';
import { AttachmentDto } from './entry.dto.js';
import type { TaskState } from '../outbox/reply-task.entity.js';
import { IsDay } from './validation.js';

const PAGE = 50;
const LARGEST_PAGE = 200;

export class PageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: LARGEST_PAGE, default: PAGE })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LARGEST_PAGE)
  limit: number = PAGE;

  @ApiPropertyOptional({ description: '`next` dari halaman sebelumnya.' })
  @IsOptional()
  @IsString()
  after?: string;

  @ApiPropertyOptional({ description: 'Hanya instansi ini.' })
  @IsOptional()
  @IsString()
  tenant?: string;
}

const PERSON = /^(?:nobody|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/** Everything beside `state` is looked for within one office: the key's, or `tenant`. */
export class TicketsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATE_CHOICES, example: 'received', description: 'open: masih harus dijawab.' })
  @IsOptional()
  @IsIn(STATE_CHOICES)
  state?: StateChoice;

  @ApiPropertyOptional({
    example: 'jalan berlubang',
    maxLength: MOST_CHARACTERS,
    description:
      'Nomor aduan, kata-kata, atau nomor maupun surel pelapor (dengan hak identities:read; dicatat; hanya lewat POST search).',
  })
  @IsOptional()
  @IsString()
  @MaxLength(MOST_CHARACTERS)
  q?: string;

  @ApiPropertyOptional({
    enum: INBOX_GROUPS,
    description: 'Satu kelompok kotak masuk, paling banyak 99, dengan urutannya sendiri; saringan lain tidak dipakai.',
  })
  @IsOptional()
  @IsIn(INBOX_GROUPS)
  group?: InboxGroup;

  @ApiPropertyOptional({ example: 'sms-1708' })
  @IsOptional()
  @IsString()
  channel?: string;

  @ApiPropertyOptional({ example: 'infrastruktur', description: 'Dengan anak-anaknya.' })
  @IsOptional()
  @IsString()
  category?: string;

  @ApiPropertyOptional({ example: 'pupr' })
  @IsOptional()
  @IsString()
  agency?: string;

  @ApiPropertyOptional({ example: '510302', description: 'Kode Kemendagri kecamatan.' })
  @IsOptional()
  @Matches(/^\d{6}$/)
  district?: string;

  @ApiPropertyOptional({ enum: URGENCIES })
  @IsOptional()
  @IsIn(URGENCIES)
  urgency?: Urgency;

  @ApiPropertyOptional({ description: 'Id petugas (lihat /api/v1/people), atau nobody.' })
  @IsOptional()
  @Matches(PERSON)
  assigned?: string;

  @ApiPropertyOptional({ example: '2026-11-01', description: 'Masuk pada hari ini atau sesudahnya.' })
  @IsOptional()
  @IsDay()
  from?: string;

  @ApiPropertyOptional({ example: '2026-11-30', description: 'Masuk pada hari ini atau sebelumnya.' })
  @IsOptional()
  @IsDay()
  until?: string;

  @ApiPropertyOptional({ enum: SORTS, default: 'newest', description: 'due: yang masih terutang, tenggat terdekat dahulu.' })
  @IsOptional()
  @IsIn(SORTS)
  sort: Sort = 'newest';
} // prettier-ignore

const TASK_STATES = ['open', 'done', 'given-up'] as const satisfies readonly TaskState[];

export class TasksQuery extends PageQuery {
  @ApiPropertyOptional({ enum: TASK_METHODS })
  @IsOptional()
  @IsIn(TASK_METHODS)
  method?: TaskMethod;

  @ApiPropertyOptional({ enum: TASK_STATES, default: 'open' })
  @IsOptional()
  @IsIn(TASK_STATES)
  state: TaskState = 'open';
}

export class AnswerDto {
  @ApiProperty({ description: 'Yang dibaca atau didengar pelapor; paling panjang 1.500 karakter.' })
  @IsString()
  text!: string;

  @ApiPropertyOptional({
    type: () => [AttachmentDto],
    description: 'Berkas untuk pelapor: ikut dikirim bila kanalnya membawa berkas, dan selalu tampil di halaman lacak.',
  })
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AttachmentDto)
  attachments?: AttachmentDto[];
}

export class TaskResultDto {
  @ApiPropertyOptional({ enum: TASK_RESULTS, default: 'done' })
  @IsOptional()
  @IsIn(TASK_RESULTS)
  result: TaskResult = 'done';
}

export class TaskParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id!: string;
}
