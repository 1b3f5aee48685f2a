import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { INBOX_GROUPS, type InboxGroup } from '../../console/inbox/inbox-group.js';
import { MAX_QUESTION_LENGTH } from '../../dispatch/citizen-questions.js';
import { ARCHIVE_REASONS, type ArchiveReason } from '../../replies/archive-reasons.js';
import { MAX_NOTE_LENGTH } from '../../tickets/ticket-notes.js';
import { TICKET_STATES, type TicketState } from '../../tickets/transitions.js';
import { ListedTicket } from '../responses.dto.js';

const textOrNull = { type: String, nullable: true } as const;
const SHOWN = 10;
const MOST_SHOWN = 50;

export class OfficeQuery {
  @ApiPropertyOptional({ example: 'badung', description: 'Wajib bila kuncinya untuk semua instansi.' })
  @IsOptional()
  @IsString()
  tenant?: string;
}

export class InboxQuery extends OfficeQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: MOST_SHOWN, default: SHOWN, description: 'Aduan dari tiap kelompok.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_SHOWN)
  shown: number = SHOWN;
}

export class InboxGroupAnswer {
  @ApiProperty({ enum: INBOX_GROUPS }) group!: InboxGroup;
  @ApiProperty({ description: 'Paling banyak 99.' }) count!: number;
  @ApiProperty({ description: 'Masih ada lagi.' }) more!: boolean;
  @ApiProperty({ type: () => [ListedTicket] }) tickets!: ListedTicket[];
}

export class InboxAnswer {
  @ApiProperty({ type: () => [InboxGroupAnswer] }) groups!: InboxGroupAnswer[];
}

export class PersonAnswer {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'Ketut Contoh' }) name!: string;
}

export class PeopleAnswer {
  @ApiProperty({ type: () => [PersonAnswer] }) people!: PersonAnswer[];
}

export class AssignDto {
  @ApiProperty({ ...textOrNull, format: 'uuid', description: 'Siapa (lihat /api/v1/people); null: tidak ada lagi.' })
  @ValidateIf((_dto, value) => value !== null)
  @IsUUID()
  to!: string | null;

  @ApiPropertyOptional({
    ...textOrNull,
    format: 'uuid',
    description: 'Siapa yang memegangnya menurut Anda; bila sementara itu orang lain, ditolak (409).',
  })
  @IsOptional()
  @IsUUID()
  seen?: string | null;
}

export class AssignedAnswer {
  @ApiProperty({ example: 'BDG-000012' }) number!: string;
  @ApiProperty({ ...textOrNull, format: 'uuid' }) assignedTo!: string | null;
}

export class NoteDto {
  @ApiProperty({ maxLength: MAX_NOTE_LENGTH, example: 'Sudah ditelepon, menunggu foto.' })
  @IsString()
  @MaxLength(MAX_NOTE_LENGTH)
  text!: string;
}

export class NotedAnswer {
  @ApiProperty({ example: 'BDG-000012' }) number!: string;
  @ApiProperty({ format: 'uuid' }) noteId!: string;
}

export class NoteLine {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() text!: string;
  @ApiProperty({ example: 'user:0198c0de-0000-7000-8000-000000000000' }) by!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
}

export class NotesAnswer {
  @ApiProperty({ type: () => [NoteLine] }) notes!: NoteLine[];
}

export class CitizenQuestionDto {
  @ApiProperty({ maxLength: MAX_QUESTION_LENGTH, example: 'Di sebelah mana tiang lampunya?' })
  @IsString()
  @MaxLength(MAX_QUESTION_LENGTH)
  text!: string;
}

export class TicketStanding {
  @ApiProperty({ example: 'BDG-000012' }) number!: string;
  @ApiProperty({ enum: TICKET_STATES }) state!: TicketState;
}

export class CitizenAskedAnswer extends TicketStanding {
  @ApiProperty({ format: 'uuid' }) outboundId!: string;
}

export class ArchiveDto {
  @ApiProperty({ enum: ARCHIVE_REASONS })
  @IsIn(ARCHIVE_REASONS)
  reason!: ArchiveReason;

  @ApiPropertyOptional({ description: 'Yang ditambahkan kantor untuk pelapor; tidak untuk abusive.' })
  @IsOptional()
  @IsString()
  text?: string;
}

export class ArchivedAnswer extends TicketStanding {
  @ApiProperty({ ...textOrNull, format: 'uuid', description: 'Pesan yang memberitahu pelapor.' }) outboundId!:
    string | null;
}
