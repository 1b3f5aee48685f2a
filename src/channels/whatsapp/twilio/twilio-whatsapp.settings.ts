import 'reflect-metadata';

import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { TwilioSettings } from '../../sms/twilio/twilio.settings.js';

/** An approved template for the time after the window; docs/channels/whatsapp.md gives texts to submit. */
export class ContentTemplate {
  @Matches(/^HX[0-9a-fA-F]{32}$/, {
    message: 'template.contentSid must be HX and 32 characters, from the Content Template Builder',
  })
  contentSid!: string;

  /** What fills {{1}}, {{2}}, ..., in order; `{text}` stands for the beginning of the message. */
  @IsOptional()
  @IsArray({ message: 'template.variables must be a list of texts' })
  @ArrayMaxSize(10, { message: 'template.variables may have at most 10 entries' })
  @IsString({ each: true, message: 'template.variables must be texts' })
  variables: string[] = [];
}

/** `settings:` of a channel with provider `twilio-whatsapp`; docs/channels/whatsapp.md says where each is found. */
export class TwilioWhatsappSettings extends TwilioSettings {
  @IsOptional()
  @ValidateNested()
  @Type(() => ContentTemplate)
  template?: ContentTemplate;
}
