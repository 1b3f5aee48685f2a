import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

/** What every channel that speaks to Meta's Graph API is told. */
export class MetaSettings {
  /** Of a system user, without expiry; it opens the Graph API. */
  @IsString({ message: 'accessToken must be given by name, such as ${WA_BANGLI_ACCESS_TOKEN}' })
  @IsNotEmpty({ message: 'accessToken must not be empty' })
  accessToken!: string;

  /** The Meta app's; it signs every webhook. */
  @IsString({ message: 'appSecret must be given by name: ${WA_APP_SECRET}' })
  @IsNotEmpty({ message: 'appSecret must not be empty' })
  appSecret!: string;

  /** Ours to choose; Meta repeats it when the webhook's address is set. Needed on the channel whose address Meta calls. */
  @IsOptional()
  @IsString({ message: 'verifyToken must be given by name: ${WA_VERIFY_TOKEN}' })
  @IsNotEmpty({ message: 'verifyToken must not be empty' })
  verifyToken?: string;

  @IsOptional()
  @Matches(/^https?:\/\/[^\s/?#]+$/, { message: 'apiBase must be scheme and host, such as https://graph.facebook.com' })
  apiBase = 'https://graph.facebook.com';

  @IsOptional()
  @Matches(/^v\d{1,3}\.\d{1,2}$/, { message: 'apiVersion must be a version of the Graph API, such as v23.0' })
  apiVersion = 'v23.0';

  /** Milliseconds for a whole exchange with the API. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(120_000)
  timeoutMs = 15_000;
}
