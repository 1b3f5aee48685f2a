import 'reflect-metadata';

import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { MetaSettings } from '../meta/meta.settings.js';

/** An approved template for the time after the window; docs/channels/whatsapp.md gives texts to submit. */
export class TemplateSettings {
  @Matches(/^[a-z0-9_]{1,512}$/, { message: 'template.name must be small letters, digits and underscores' })
  name!: string;

  @IsOptional()
  @Matches(/^[a-z]{2,3}(_[A-Z]{2})?$/, {
    message: 'template.language must be as in WhatsApp Manager, such as id or en_US',
  })
  language = 'id';

  /** What fills {{1}}, {{2}}, ... of its body, in order; `{text}` stands for the beginning of the message. */
  @IsOptional()
  @IsArray({ message: 'template.parameters must be a list of texts' })
  @ArrayMaxSize(10, { message: 'template.parameters may have at most 10 entries' })
  @IsString({ each: true, message: 'template.parameters must be texts' })
  parameters: string[] = [];
}

/** `settings:` of a channel with provider `cloud-api`; docs/channels/whatsapp.md says where each is found. */
export class CloudApiSettings extends MetaSettings {
  @Matches(/^\d{5,25}$/, {
    message: "phoneNumberId must be the digits of Meta's phone number id (not the number itself)",
  })
  phoneNumberId!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => TemplateSettings)
  template?: TemplateSettings;
}
