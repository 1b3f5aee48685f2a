import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

/** `settings:` of a channel with provider `twilio`; docs/channels/twilio.md says where each is found. */
export class TwilioSettings {
  @Matches(/^AC[0-9a-zA-Z]{32}$/, { message: 'accountSid must be AC and 32 characters, from the Twilio console' })
  accountSid!: string;

  /** Signs Twilio's webhooks and opens its API. */
  @IsString({ message: 'authToken must be given by name: ${TWILIO_AUTH_TOKEN}' })
  @IsNotEmpty({ message: 'authToken must not be empty' })
  authToken!: string;

  @IsOptional()
  @Matches(/^https?:\/\/[^\s/?#]+$/, { message: 'apiBase must be scheme and host, such as https://api.twilio.com' })
  apiBase = 'https://api.twilio.com';

  /** Sends through a Messaging Service instead of from the channel's address. */
  @IsOptional()
  @Matches(/^MG[0-9a-zA-Z]{32}$/, { message: 'messagingServiceSid must be MG and 32 characters' })
  messagingServiceSid?: string;

  /** Where Twilio reports deliveries; `<public URL>/hooks/<channel>/status` where absent. */
  @IsOptional()
  @Matches(/^https?:\/\/\S+$/, { message: 'statusCallbackUrl must be an http(s) URL' })
  statusCallbackUrl?: string;

  /** Milliseconds for a whole exchange with the API. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(120_000)
  timeoutMs = 15_000;

  /** Seconds after which Twilio's message list is taken to hold a message that it accepted. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3_600)
  lookupAfterSeconds = 60;
}
