import { ApiProperty } from '@nestjs/swagger';
import { IsString, IsUUID } from 'class-validator';

const textOrNull = { type: String, nullable: true } as const;

export class FileParams {
  @ApiProperty({ example: 'BDG-000012' })
  @IsString()
  number!: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  file!: string;
}

export class OfferedPlace {
  @ApiProperty() latitude!: number;
  @ApiProperty() longitude!: number;
}

export class TicketFileLine {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['citizen', 'agency', 'office'], description: 'Dari siapa.' })
  from!: 'citizen' | 'agency' | 'office';
  @ApiProperty({ example: 'image/jpeg', description: 'Menurut isinya, bukan namanya.' }) contentType!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'Byte.' }) size!: number | null;
  @ApiProperty({ ...textOrNull, description: 'Sebagaimana dinamai pengirimnya.' }) filename!: string | null;
  @ApiProperty({ example: 'stored', description: 'stored: tersimpan dan dapat diambil.' }) state!: string;
  @ApiProperty({ ...textOrNull, description: 'Mengapa tidak tersimpan.' }) reason!: string | null;
  @ApiProperty({ description: 'Ada gambarnya tanpa metadata: .../files/{file}/picture.' }) picture!: boolean;
  @ApiProperty({ type: () => OfferedPlace, nullable: true, description: 'Tempat yang dibawa foto; belum dipakai.' })
  offersPlace!: OfferedPlace | null;
  @ApiProperty({ ...textOrNull, format: 'uuid', description: 'Pesan pelapor yang membawanya.' })
  messageId!: string | null;
}

export class TicketFilesAnswer {
  @ApiProperty({ type: () => [TicketFileLine] }) files!: TicketFileLine[];
}

export class PhotoPlaceDto {
  @ApiProperty({ format: 'uuid', description: 'Foto aduan ini yang membawa tempat (`offersPlace`).' })
  @IsUUID()
  file!: string;
}

export class PlacedAnswer {
  @ApiProperty({ example: 'BDG-000012' }) number!: string;
  @ApiProperty() latitude!: number;
  @ApiProperty() longitude!: number;
}
