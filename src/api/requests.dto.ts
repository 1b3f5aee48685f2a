import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { TASK_METHODS, type TaskMethod } from '../messaging/inbound-event.js';
import { TASK_RESULTS, type TaskResult } from '../manual/reply-tasks.js';
import { AttachmentDto } from './entry.dto.js';
import type { TaskState } from '../outbox/reply-task.entity.js';

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

export class TicketsQuery extends PageQuery {
  @ApiPropertyOptional({ example: 'received' })
  @IsOptional()
  @IsString()
  state?: string;
}

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
