import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsDefined, IsOptional, Matches, ValidateIf, ValidateNested } from 'class-validator';
import { HttpInbound } from './inbound.settings.js';
import { HttpOutbound } from './outbound.settings.js';
import { Holds } from '../../wire/settings-validators.js';

/**
 * `settings:` of a channel with provider `http`: any SMS aggregator with an HTTP interface,
 * described instead of programmed. docs/channels/sms-http.md has examples.
 */
export class HttpSmsSettings {
  /** Where `outbound.url` begins when it is a path: `https://sms.example.id/api`. */
  @IsOptional()
  @Matches(/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/, { message: 'apiBase must be an http(s) URL without query' })
  apiBase?: string;

  @ValidateIf((settings: HttpSmsSettings) => settings.inbound !== undefined || settings.outbound === undefined)
  @IsDefined({ message: 'inbound or outbound (or both) must be given' })
  @ValidateNested()
  @Type(() => HttpInbound)
  inbound?: HttpInbound;

  @IsOptional()
  @ValidateNested()
  @Type(() => HttpOutbound)
  @Holds(
    () => HttpSmsSettings,
    (settings) => !String(settings.outbound?.url).startsWith('/') || settings.apiBase !== undefined,
    'apiBase must be given where outbound.url is a path',
  )
  outbound?: HttpOutbound;
}
