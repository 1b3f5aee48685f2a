import { ApiProperty } from '@nestjs/swagger';

export class ProblemField {
  @ApiProperty({ example: 'reporter.phone' }) field!: string;
  @ApiProperty({ example: 'phone' }) code!: string;
  @ApiProperty({ description: 'Dalam bahasa yang diminta (Accept-Language: id atau en).' }) detail!: string;
}

/** What every refusal is, as RFC 9457 has it. */
export class ProblemBody {
  @ApiProperty({ format: 'uri-reference', example: '/api/docs#ticket-unknown' }) type!: string;
  @ApiProperty({ description: 'Dalam bahasa yang diminta (Accept-Language: id atau en).' }) title!: string;
  @ApiProperty({ example: 404 }) status!: number;
  @ApiProperty({ example: 'ticket-unknown', description: 'Untuk program; tidak berubah.' }) code!: string;
  @ApiProperty({ type: () => [ProblemField], required: false, description: 'Semua isian yang belum benar.' })
  errors?: ProblemField[];
  @ApiProperty({ required: false, description: 'Hak yang kurang (scope-missing).' }) scope?: string;
  @ApiProperty({ required: false, description: 'Aduan yang sudah ada (reference-known).' }) number?: string;
}
