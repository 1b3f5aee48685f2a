import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Matches } from 'class-validator';
import { REPORT_TYPES, type ReportType } from '../../reports/figures/figures.js';
import type { OrderState } from '../../reports/report-order.entity.js';
import { OfficeQuery } from '../work/work.dto.js';

export class ReportOrderDto extends OfficeQuery {
  @ApiProperty({ enum: REPORT_TYPES })
  @IsIn(REPORT_TYPES)
  kind!: ReportType;

  @ApiProperty({ example: '2026-11', description: 'Hari, bulan, triwulan (2026-Q1) atau tahun.' })
  @IsString()
  period!: string;
}

export class ReportOrdered {
  @ApiProperty({ format: 'uuid', description: 'Pesanannya: GET /api/v1/reports/orders/<id>.' }) id!: string;
}

export class ReportOrderParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id!: string;
}

export class ReportOrderAnswer {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: REPORT_TYPES }) kind!: string;
  @ApiProperty({ example: '2026-11' }) period!: string;
  @ApiProperty({ enum: ['waiting', 'made', 'failed'] }) state!: OrderState;
  @ApiProperty({ type: String, nullable: true, description: 'Mengapa gagal.' }) reason!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'uuid',
    description: 'Berkasnya: /api/v1/reports/<reportId>.json, .html, .xlsx.',
  })
  reportId!: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
}

export class StatisticsQuery extends OfficeQuery {
  @ApiPropertyOptional({ example: '2026-10', description: 'Bulan yang terakhir terbit bila kosong.' })
  @IsOptional()
  @Matches(/^\d{4}-(?:0[1-9]|1[0-2])$/)
  month?: string;
}

export class StatisticsAnswer {
  @ApiProperty() tenant!: string;
  @ApiProperty({ example: '2026-10' }) month!: string;
  @ApiProperty({ type: [String], description: 'Bulan-bulan yang sudah terbit, yang terbaru dahulu.' }) months!: string[];
  @ApiProperty({ type: Object, description: 'Angka-angkanya, seperti /api/v1/reports/<id>.json; yang kecil disamarkan.' }) figures!: object;
} // prettier-ignore
