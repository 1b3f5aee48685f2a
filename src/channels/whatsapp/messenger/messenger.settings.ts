import { IsBoolean, IsOptional, Matches } from 'class-validator';
import { MetaSettings } from '../meta/meta.settings.js';

/** `settings:` of a channel with provider `messenger`; docs/channels/messenger.md says where each is found. */
export class MessengerSettings extends MetaSettings {
  @Matches(/^\d{5,25}$/, { message: "pageId must be the digits of the Facebook page's id" })
  pageId!: string;

  /** Meta has granted the app "Human Agent": answers that a person wrote may go out for seven days. */
  @IsOptional()
  @IsBoolean({ message: 'humanAgent must be true or false' })
  humanAgent = false;
}
