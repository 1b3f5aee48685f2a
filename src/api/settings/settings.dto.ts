import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsObject, IsOptional, IsString, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator'; // prettier-ignore
import type { SectionEdits } from '../../tenants/tenant-sections.js';
import { OfficeQuery } from '../work/work.dto.js';

const textOrNull = { type: String, nullable: true } as const;
const PAGE = 20;
const LARGEST_PAGE = 100;
const LONGEST_NOTE = 500;
const SECTION = { nullable: true, description: 'Seluruh bagian, seperti di config/tenants; null: kembali ke berkas.' };

/** Each as a tenant's file has it: docs/tenants.md describes them, and the check of the file judges them. */
export class EditsDto implements SectionEdits {
  @ApiPropertyOptional({ ...SECTION, type: [Object] })
  @IsOptional()
  @IsArray()
  agencies?: unknown[] | null;

  @ApiPropertyOptional({ ...SECTION, type: [Object] })
  @IsOptional()
  @IsArray()
  categories?: unknown[] | null;

  @ApiPropertyOptional({ ...SECTION, type: [Object] })
  @IsOptional()
  @IsArray()
  routing?: unknown[] | null;

  @ApiPropertyOptional({ ...SECTION, type: Object, example: { acknowledgement: { short: 'Aduan {number} diterima.' } } })
  @IsOptional()
  @IsObject()
  replyTexts?: object | null;

  @ApiPropertyOptional({ ...SECTION, type: [Object] })
  @IsOptional()
  @IsArray()
  answerTexts?: unknown[] | null;

  @ApiPropertyOptional({ ...SECTION, type: Object })
  @IsOptional()
  @IsObject()
  retired?: object | null;
} // prettier-ignore

export class CheckDto {
  @ApiProperty({ type: () => EditsDto })
  @IsObject()
  @ValidateNested()
  @Type(() => EditsDto)
  edits!: EditsDto;
}

class Saving {
  @ApiProperty({ description: '`newest` saat perubahan ini dimulai; bila bagian yang sama sementara itu diubah: 409.' })
  @IsInt()
  @Min(0)
  base!: number;

  @ApiPropertyOptional({ maxLength: LONGEST_NOTE, description: 'Untuk riwayat.' })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_NOTE)
  note?: string;
}

export class SaveDto extends Saving {
  @ApiProperty({ type: () => EditsDto })
  @IsObject()
  @ValidateNested()
  @Type(() => EditsDto)
  edits!: EditsDto;
}

export class RestoreDto extends Saving {}

export class RevisionParams {
  @ApiProperty({ description: '0: berkasnya sendiri.' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  number!: number;
}

export class RevisionsQuery extends OfficeQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: LARGEST_PAGE, default: PAGE })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LARGEST_PAGE)
  limit: number = PAGE;

  @ApiPropertyOptional({ description: '`next` dari halaman sebelumnya.' })
  @ValidateIf((_query, value) => value !== undefined)
  @Type(() => Number)
  @IsInt()
  @Min(1)
  before?: number;
}

export class SectionsAnswer {
  @ApiProperty({ type: [Object] }) agencies!: unknown;
  @ApiProperty({ type: [Object] }) categories!: unknown;
  @ApiProperty({ type: [Object] }) routing!: unknown;
  @ApiProperty({ type: Object }) replyTexts!: unknown;
  @ApiProperty({ type: [Object] }) answerTexts!: unknown;
  @ApiProperty({ type: Object }) retired!: unknown;
}

export class SettingsError {
  @ApiProperty({ example: 'routing[2].agency' }) path!: string;
  @ApiProperty() expected!: string;
}

export class SettingsAnswer {
  @ApiProperty() tenant!: string;
  @ApiProperty({ description: 'Nomor perubahan terakhir; 0: belum pernah diubah.' }) newest!: number;
  @ApiProperty({ description: 'Yang berlaku sekarang.' }) applied!: number;
  @ApiProperty({ type: () => [SettingsError], description: 'Mengapa yang terakhir tidak berlaku.' })
  errors!: SettingsError[];
  @ApiProperty({ type: () => SectionsAnswer }) sections!: SectionsAnswer;
}

export class ChangeLine {
  @ApiProperty({ enum: ['agencies', 'categories', 'routing', 'replyTexts', 'answerTexts'] }) section!: string;
  @ApiProperty({ example: 'pupr' }) item!: string;
  @ApiProperty({ enum: ['added', 'removed', 'changed', 'moved'] }) what!: string;
  @ApiProperty({ type: [Object], description: '`{field, from, to}`' }) fields!: readonly object[];
}

export class ReplayAnswer {
  @ApiProperty({ description: 'Aduan terbaru yang dicobakan.' }) looked!: number;
  @ApiProperty({ type: [Object], description: 'Yang akan lain: `{number, before, after}`.' }) changed!: readonly object[];
} // prettier-ignore

export class CheckAnswer {
  @ApiProperty({ type: () => [ChangeLine] }) changes!: readonly ChangeLine[];
  @ApiProperty({
    type: () => ReplayAnswer,
    nullable: true,
    description: 'Bila kategori atau aturan berubah: aduan lama menurut aturan baru.',
  })
  replay!: ReplayAnswer | null;
}

export class SavedAnswer {
  @ApiProperty({ description: 'Nomor perubahannya.' }) number!: number;
  @ApiProperty({ enum: ['saved', 'unchanged'] }) outcome!: 'saved' | 'unchanged';
}

export class RevisionLine {
  @ApiProperty() number!: number;
  @ApiProperty({ type: () => [ChangeLine] }) changes!: readonly ChangeLine[];
  @ApiProperty({ example: 'user:0198c0de-0000-7000-8000-000000000000' }) savedBy!: string;
  @ApiProperty({ format: 'date-time' }) savedAt!: string;
  @ApiProperty(textOrNull) note!: string | null;
}

export class RevisionsAnswer {
  @ApiProperty({ type: () => [RevisionLine] }) revisions!: RevisionLine[];
  @ApiProperty({ type: Number, nullable: true, description: 'Untuk `before`; kosong pada halaman terakhir.' }) next!: number | null;
} // prettier-ignore
