import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, Min } from 'class-validator';
import { HAND_REASONS, type HandReason } from '../../watch/failed-inbound.js';

const SHOWN = 20;
const MOST_SHOWN = 99;

export class OwnerlessQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: MOST_SHOWN, default: SHOWN })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_SHOWN)
  limit: number = SHOWN;
}

export class OwnerlessParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  message!: string;
}

export class OwnerlessLine {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'sms-1708' }) channelId!: string;
  @ApiProperty({ format: 'date-time' }) receivedAt!: string;
  @ApiProperty({ description: 'Tanpa nomor dan surel yang ditulis di dalamnya.' }) text!: string;
}

export class OwnerlessPage {
  @ApiProperty({ type: () => [OwnerlessLine] }) messages!: OwnerlessLine[];
  @ApiProperty({ description: 'Paling banyak 99.' }) count!: number;
  @ApiProperty({ description: 'Masih ada lagi.' }) more!: boolean;
}

export class HandOverDto {
  @ApiProperty({ example: 'tanah-bumbu' })
  @IsString()
  tenant!: string;
}

export class OwnerlessIgnoreDto {
  @ApiProperty({ enum: HAND_REASONS })
  @IsIn(HAND_REASONS)
  reason!: HandReason;
}

export class OwnerlessDone {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Instansi yang menerimanya.' }) tenant!: string | null;
}
