import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString } from 'class-validator';
import { TASK_METHODS, type TaskMethod } from '../../messaging/inbound-event.js';

export class MeasureDto {
  @ApiProperty({ example: 'Sudah kami tambal pagi ini.', description: 'Jawaban yang sedang ditulis.' })
  @IsString()
  @IsNotEmpty()
  text!: string;
}

/** What an answer comes to before it is sent. */
export class MeasuredAnswer {
  @ApiProperty({ example: 'sms-1708' }) channelId!: string;
  @ApiProperty({ type: String, nullable: true, enum: TASK_METHODS, description: 'Tugas petugas, bila bukan kami yang mengirim.' })
  task!: TaskMethod | null;
  @ApiProperty({ description: 'Yang dibaca pelapor, dengan kata-kata di sekelilingnya.' }) text!: string;
  @ApiProperty({ description: 'Dari seluruhnya.' }) characters!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'Bagian SMS.' }) segments!: number | null;
  @ApiProperty({ type: Number, nullable: true }) cost!: number | null;
  @ApiProperty({ type: String, nullable: true, example: 'IDR' }) currency!: string | null;
  @ApiProperty({ description: 'Jendela WhatsApp tertutup: sebuah templat berangkat dahulu.' }) templateFirst!: boolean;
} // prettier-ignore
