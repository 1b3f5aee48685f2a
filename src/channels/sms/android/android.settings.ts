import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

/** `settings:` of a channel with provider `android`; docs/channels/sms-android.md says where each is found. */
export class AndroidSettings {
  /** Of the app's API: `http://192.168.1.10:8080` (local), `https://api.sms-gate.app/3rdparty/v1` (cloud). */
  @Matches(/^https?:\/\/[^\s?#]+$/, {
    message: 'url must be the address of the app’s API, such as http://192.168.1.10:8080',
  })
  url!: string;

  @IsString()
  @IsNotEmpty({ message: 'username must not be empty: the app shows it on its first page' })
  username!: string;

  @IsString({ message: 'password must be given by name: ${SMS_ANDROID_PASSWORD}' })
  @IsNotEmpty({ message: 'password must not be empty: the app shows it on its first page' })
  password!: string;

  /** Signs the app's webhooks. */
  @IsString({ message: 'signingKey must be given by name: ${SMS_ANDROID_SIGNING_KEY}' })
  @IsNotEmpty({ message: 'signingKey must not be empty: the app shows it at Settings, Webhooks, Signing Key' })
  signingKey!: string;

  /** One telephone of an account that has several; events of the others are ignored. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  deviceId?: string;

  /** The SIM card of this channel, counted from 1: it sends, and what the other one receives is ignored. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3)
  simNumber?: number;

  /** Seconds that a webhook may be old, or ahead of our clock. */
  @IsOptional()
  @IsInt()
  @Min(10)
  @Max(86_400)
  toleranceSeconds = 300;

  @IsOptional()
  @IsBoolean()
  deliveryReports = true;

  /** Seconds after which the app gives a message up that it could not send; absent: never. */
  @IsOptional()
  @IsInt()
  @Min(60)
  @Max(7 * 86_400)
  ttlSeconds?: number;

  /** Milliseconds for a whole exchange with the API. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(120_000)
  timeoutMs = 15_000;
}
