import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { DefaultCharset } from './charset.js';
import type { ReceiptIds } from './receipt.js';

/** How a text longer than one SMS is carried. */
export type LongMessages = 'udh16' | 'udh8' | 'sar' | 'payload';

/** One of the SMSC's own error codes. */
export class SmppErrorRule {
  /** command_status as a number; YAML takes 0x400 as well as 1024. */
  @IsInt({ message: 'status must be a number, such as 0x401' })
  @Min(1)
  status!: number;

  @IsIn(['retry', 'rejected', 'opted-out'])
  outcome!: 'retry' | 'rejected' | 'opted-out';

  @IsOptional()
  @IsString()
  @MaxLength(120)
  reason?: string;
}

/** `settings:` of a channel with provider `smpp`; docs/channels/smpp.md explains each. */
export class SmppSettings {
  @IsString({ message: 'host must be given by name: ${SMPP_HOST}' })
  @Matches(/^[^\s/:]+$|^[0-9a-fA-F:]+$/, { message: 'host must be a host name or an address, without scheme and port' })
  host!: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(65_535)
  port = 2775;

  @IsOptional()
  @IsBoolean()
  tls = false;

  @IsString()
  @IsNotEmpty()
  @MaxLength(15, { message: 'systemId has at most 15 characters (SMPP 3.4, 5.2.1)' })
  systemId!: string;

  /** SMPP 3.4 has 8; many SMSCs take more. */
  @IsString({ message: 'password must be given by name: ${SMPP_PASSWORD}' })
  @MaxLength(64)
  password!: string;

  @IsOptional()
  @IsString()
  @MaxLength(12)
  systemType = '';

  @IsOptional()
  @IsString()
  @MaxLength(40)
  addressRange = '';

  /** Type of number and numbering plan of the sender and the receiver; by the number's form where absent. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(255)
  sourceTon?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(255)
  sourceNpi?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(255)
  destTon?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(255)
  destNpi?: number;

  @IsOptional()
  @IsIn(['plus-less', 'e164', 'national'])
  numberFormat: 'plus-less' | 'e164' | 'national' = 'plus-less';

  /** Seconds without traffic after which the connection is tested. */
  @IsOptional()
  @IsNumber()
  @Min(0.05)
  @Max(3_600)
  enquireLinkSeconds = 30;

  /** Seconds that the SMSC has to answer; then the connection, or the message, counts as lost. */
  @IsOptional()
  @IsNumber()
  @Min(0.05)
  @Max(120)
  responseSeconds = 20;

  /** Messages that may wait for the SMSC's answer at once. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000)
  windowSize = 10;

  /** Parts a second; absent: as fast as the window allows. */
  @IsOptional()
  @IsNumber()
  @Min(0.1)
  @Max(10_000)
  throughput?: number;

  /** What data_coding 0 means at this SMSC. */
  @IsOptional()
  @IsIn(['gsm', 'latin1', 'ascii', 'utf8'])
  charset: DefaultCharset = 'gsm';

  /** The default alphabet comes and goes packed, eight septets in seven octets. */
  @IsOptional()
  @IsBoolean()
  packed = false;

  @IsOptional()
  @IsIn(['udh16', 'udh8', 'sar', 'payload'])
  longMessages: LongMessages = 'udh16';

  @IsOptional()
  @IsBoolean()
  deliveryReceipts = true;

  /** Messages carry `user_message_reference`; off where an SMSC refuses optional parameters (status 0x00C0, 0x00C1). */
  @IsOptional()
  @IsBoolean()
  messageReference = true;

  /** How the id in a receipt must be changed to be that of submit_sm_resp. */
  @IsOptional()
  @IsIn(['same', 'hex-to-decimal', 'decimal-to-hex'])
  receiptIds: ReceiptIds = 'same';

  /** Seconds after the last part that came until a long message is taken without the rest. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(7 * 24 * 3_600)
  partsSeconds = 600;

  /** Seconds within which the same text of the same sender is a repeated delivery of one message. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(24 * 3_600)
  repeatSeconds = 600;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => SmppErrorRule)
  errors?: SmppErrorRule[];
}
