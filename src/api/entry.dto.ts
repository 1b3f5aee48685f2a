import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsNumber, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import { MANUAL_REPLY_WAYS } from '../channels/manual/manual-entry.js';
import { DOCUMENT_TYPES, type IdentityDocument } from '../messaging/inbound-event.js';

/** Shape alone: what the office asks for is judged at the desk, with all errors at once. */
export class DocumentDto implements IdentityDocument {
  @ApiProperty({ enum: DOCUMENT_TYPES })
  @IsIn(DOCUMENT_TYPES)
  type!: IdentityDocument['type'];

  @ApiProperty()
  @IsString()
  number!: string;
}

export class ReporterDto {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  name?: string;

  @ApiPropertyOptional({ example: '0811-0000-0001' })
  @IsOptional()
  @IsString()
  phone?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  email?: string;

  @ApiPropertyOptional({ description: 'Alamat surat, seperti pada amplop.' })
  @IsOptional()
  @IsString()
  postalAddress?: string;

  @ApiPropertyOptional({ type: () => DocumentDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => DocumentDto)
  document?: DocumentDto;
}

export class PlaceDto {
  @ApiPropertyOptional({ description: 'Kode Kemendagri kecamatan.' })
  @IsOptional()
  @IsString()
  districtCode?: string;

  @ApiPropertyOptional({ description: 'Kode Kemendagri desa atau kelurahan.' })
  @IsOptional()
  @IsString()
  villageCode?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  landmark?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsNumber()
  latitude?: number;

  @ApiPropertyOptional()
  @IsOptional()
  @IsNumber()
  longitude?: number;
}

export class AttachmentDto {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  filename?: string;

  @ApiProperty({ format: 'byte' })
  @IsString()
  base64!: string;
}

export class EntryDto {
  @ApiProperty({ example: 'manual-badung', description: 'Kanal yang dicatat petugas.' })
  @IsString()
  channelId!: string;

  @ApiPropertyOptional({ description: 'Instansi; perlu pada kanal bersama.' })
  @IsOptional()
  @IsString()
  tenant?: string;

  @ApiProperty({ description: 'Yang disampaikan pelapor.' })
  @IsString()
  text!: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Kapan disampaikan; sekarang bila tidak diisi.' })
  @IsOptional()
  @IsString()
  saidAt?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  category?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  anonymous?: boolean;

  @ApiPropertyOptional({ description: 'Instansi pelaksana tidak diberi tahu siapa pelapornya.' })
  @IsOptional()
  @IsBoolean()
  confidential?: boolean;

  @ApiPropertyOptional({ type: () => ReporterDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ReporterDto)
  reporter?: ReporterDto;

  @ApiPropertyOptional({ type: () => PlaceDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PlaceDto)
  place?: PlaceDto;

  @ApiPropertyOptional({ enum: MANUAL_REPLY_WAYS, description: 'Cara menjawab; yang sesuai bila tidak diisi.' })
  @IsOptional()
  @IsString()
  replyBy?: string;

  @ApiPropertyOptional({ description: 'Nomor di sistem asal (SP4N-LAPOR!), atau alamat kiriman media sosial.' })
  @IsOptional()
  @IsString()
  reference?: string;

  @ApiPropertyOptional({ description: 'Aduan pelapor ini yang ditambah.' })
  @IsOptional()
  @IsString()
  followUpTo?: string;

  @ApiPropertyOptional({ description: 'Sama dengan header Idempotency-Key.' })
  @IsOptional()
  @IsString()
  nonce?: string;

  @ApiPropertyOptional({ type: () => [AttachmentDto] })
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AttachmentDto)
  attachments?: AttachmentDto[];
}
