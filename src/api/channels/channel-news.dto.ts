import { ApiProperty } from '@nestjs/swagger';
import type { ChannelBalance } from '../../reports/reconcile.js';
import { ChannelAnswer } from '../responses.dto.js';

const time = { type: String, format: 'date-time' } as const;
const numberOrNull = { type: Number, nullable: true } as const;

export class ChannelHour {
  @ApiProperty({ ...time, description: 'Awal jam itu.' }) hour!: string;
  @ApiProperty() received!: number;
  @ApiProperty() sent!: number;
  @ApiProperty({ ...numberOrNull, description: 'Biasanya, pada jam yang sama.' }) usuallyReceived!: number | null;
  @ApiProperty(numberOrNull) usuallySent!: number | null;
}

export class ChannelSilenceLine {
  @ApiProperty(time) lastHeardAt!: string;
  @ApiProperty(time) noticedAt!: string;
  @ApiProperty({ description: 'Pesan yang biasanya datang dalam waktu selama itu.' }) expected!: number;
}

export class CanaryBack {
  @ApiProperty(time) at!: string;
  @ApiProperty({ description: 'Detik, dari antrean keluar sampai diterima.' }) seconds!: number;
}

export class CanaryMissing {
  @ApiProperty(time) begunAt!: string;
  @ApiProperty(time) noticedAt!: string;
}

export class CanaryLine {
  @ApiProperty({ type: () => CanaryBack, nullable: true, description: 'Yang terakhir kembali.' })
  lastBack!: CanaryBack | null;
  @ApiProperty({ type: () => CanaryMissing, nullable: true, description: 'Yang sekarang belum kembali.' })
  missing!: CanaryMissing | null;
}

export class ChannelDetailAnswer extends ChannelAnswer {
  @ApiProperty({ type: () => [ChannelHour], description: 'Jam-jam terakhir, di samping kebiasaannya.' })
  rhythm!: ChannelHour[];
  @ApiProperty({ type: () => ChannelSilenceLine, nullable: true, description: 'Lebih sepi daripada kebiasaannya.' })
  silence!: ChannelSilenceLine | null;
  @ApiProperty({ type: () => CanaryLine, nullable: true, description: 'Pesan uji; null: tidak dipakai di kanal ini.' })
  canary!: CanaryLine | null;
}

export class BalanceLine implements ChannelBalance {
  @ApiProperty({ example: 'sms-1708' }) channelId!: string;
  @ApiProperty() received!: number;
  @ApiProperty() ticket!: number;
  @ApiProperty() followUp!: number;
  @ApiProperty() duplicate!: number;
  @ApiProperty() command!: number;
  @ApiProperty({ description: 'Pesan uji kami sendiri.' }) canary!: number;
  @ApiProperty() ignored!: number;
  @ApiProperty() failed!: number;
  @ApiProperty() pending!: number;
}

export class ReconciliationAnswer {
  @ApiProperty({ ...time, description: 'Dihitung paling sering sekali dalam lima menit.' }) at!: string;
  @ApiProperty({ description: 'Yang diterima sama dengan yang menjadi sesuatu, di setiap kanal.' }) ok!: boolean;
  @ApiProperty({ type: () => [BalanceLine] }) channels!: BalanceLine[];
}
