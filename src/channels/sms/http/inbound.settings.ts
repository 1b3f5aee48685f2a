import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  IsDefined,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Holds, IsMapOf } from '../../wire/settings-validators.js';

export const HTTP_FORMATS = ['form', 'json', 'query'] as const;
/** Where the fields are: a urlencoded body, a JSON body, or the query string. */
export type HttpFormat = (typeof HTTP_FORMATS)[number];
export const HTTP_METHODS = ['GET', 'POST'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** How we know that a delivery comes from the aggregator; one of the two is always required. */
export class HttpInboundAuth {
  /** `secret`: a fixed value in a header, the query or a body field. `hmac`: a signature over the raw body. */
  @IsIn(['secret', 'hmac'], { message: 'type must be secret or hmac' })
  type!: 'secret' | 'hmac';

  @ValidateIf((auth: HttpInboundAuth) => auth.type === 'secret')
  @IsIn(['header', 'query', 'body'], { message: 'in must be header, query or body (where the secret stands)' })
  in?: 'header' | 'query' | 'body';

  /** Name of the header, query parameter or body field (dotted path in JSON) that holds the secret. */
  @ValidateIf((auth: HttpInboundAuth) => auth.type === 'secret')
  @IsString()
  @IsNotEmpty({ message: 'name must be the name of the header, parameter or field that holds the secret' })
  name?: string;

  @ValidateIf((auth: HttpInboundAuth) => auth.type === 'secret')
  @IsString()
  @IsNotEmpty({ message: 'value must be the secret itself, by name: ${SMS_HTTP_SECRET}' })
  value?: string;

  /** Header that holds the signature. */
  @ValidateIf((auth: HttpInboundAuth) => auth.type === 'hmac')
  @IsString()
  @IsNotEmpty({ message: 'header must be the name of the header that holds the signature' })
  header?: string;

  @IsOptional()
  @IsIn(['sha256', 'sha1', 'sha512'], { message: 'algorithm must be sha256, sha1 or sha512' })
  algorithm: 'sha256' | 'sha1' | 'sha512' = 'sha256';

  @IsOptional()
  @IsIn(['hex', 'base64'], { message: 'encoding must be hex or base64' })
  encoding: 'hex' | 'base64' = 'hex';

  @ValidateIf((auth: HttpInboundAuth) => auth.type === 'hmac')
  @IsString()
  @IsNotEmpty({ message: 'secret must be the signing secret, by name: ${SMS_HTTP_SECRET}' })
  secret?: string;

  /** Text before the signature in its header, such as `sha256=`. */
  @IsOptional()
  @IsString()
  prefix = '';

  /** What is signed: the raw body, or the timestamp header's value, `separator`, and the raw body. */
  @IsOptional()
  @IsIn(['body', 'timestamp+body'], { message: 'payload must be body or timestamp+body' })
  payload: 'body' | 'timestamp+body' = 'body';

  @IsOptional()
  @IsString()
  separator = '.';

  /** Header with the time of signing: epoch seconds or milliseconds, or ISO 8601. */
  @ValidateIf((auth: HttpInboundAuth) => auth.payload === 'timestamp+body')
  @IsString({ message: 'timestampHeader must be the header with the time of signing, since payload is timestamp+body' })
  @IsNotEmpty()
  timestampHeader?: string;

  /** Seconds that the time of signing may differ from ours. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(86_400)
  toleranceSeconds = 300;
}

/** Where a message's parts are: names of form or query fields, or dotted paths in JSON. */
export class HttpInboundFields {
  /** The message's id at the aggregator; without it the identity is a hash of sender, time and text. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  id?: string;

  @IsString({ message: 'from must name the field that holds the sender' })
  @IsNotEmpty()
  from!: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  to?: string;

  @IsString({ message: 'text must name the field that holds the message' })
  @IsNotEmpty()
  text!: string;

  /** Time of sending: ISO 8601, `YYYY-MM-DD HH:mm:ss` in `timeOffset`, epoch seconds or milliseconds. */
  @ValidateIf((fields: HttpInboundFields) => fields.time !== undefined || fields.id === undefined)
  @IsString({
    message: 'time must name the field that holds the time of sending, since no id tells two equal texts apart',
  })
  @IsNotEmpty()
  time?: string;
}

export class HttpAnswer {
  @IsOptional()
  @IsInt()
  @Min(200, { message: 'status must be 200 to 299: the answer after the message is stored' })
  @Max(299, { message: 'status must be 200 to 299: the answer after the message is stored' })
  status = 200;

  @IsOptional()
  @Matches(/^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/, {
    message: 'contentType must be a media type such as text/plain',
  })
  contentType = 'text/plain';

  @IsOptional()
  @IsString()
  body = 'OK';
}

export class HttpStatusFields {
  /** The id that our send was answered with (`outbound.idPath`), or the `{id}` that we gave. */
  @IsString({ message: 'id must name the field that holds the id of the sent message' })
  @IsNotEmpty()
  id!: string;

  @IsString({ message: 'state must name the field that holds the delivery state' })
  @IsNotEmpty()
  state!: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  error?: string;
}

const STATES = ['sent', 'delivered', 'read', 'failed', 'ignored'] as const;
type MappedState = (typeof STATES)[number];
const isState = (value: unknown): value is MappedState => (STATES as readonly unknown[]).includes(value);

/** Delivery reports, at `/hooks/<channel>/status` or mixed with messages at `/hooks/<channel>`. */
export class HttpStatus {
  /** That of the messages where absent. */
  @IsOptional()
  @IsIn(HTTP_METHODS, { message: 'method must be GET or POST' })
  method?: HttpMethod;

  @IsOptional()
  @IsIn(HTTP_FORMATS, { message: 'format must be form, json or query' })
  format?: HttpFormat;

  /** Dotted path to the array of reports in one JSON delivery; `.` where the document is the array. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  list?: string;

  @IsDefined({ message: 'fields must say which fields hold id and state' })
  @ValidateNested()
  @Type(() => HttpStatusFields)
  fields!: HttpStatusFields;

  /** The aggregator's words (any case) to ours, for example `DELIVRD: delivered`. */
  @IsMapOf(isState, `a map of the aggregator's states to ${STATES.join(', ')}`)
  states!: Record<string, MappedState>;
}

/** The way in: how the aggregator calls `/hooks/<channel>`. */
export class HttpInbound {
  @IsOptional()
  @IsIn(HTTP_METHODS, { message: 'method must be GET or POST' })
  method: HttpMethod = 'POST';

  @IsIn(HTTP_FORMATS, { message: 'format must be form, json or query' })
  @Holds(
    () => HttpInbound,
    (inbound) => inbound.method !== 'GET' || inbound.format === 'query',
    'format must be query where method is GET',
  )
  format!: HttpFormat;

  /** Dotted path to the array of messages in one JSON delivery; `.` where the document is the array. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @Holds(
    () => HttpInbound,
    (inbound) => inbound.list === undefined || inbound.format === 'json',
    'list needs format json',
  )
  list?: string;

  @IsDefined({ message: 'fields must say which fields hold from and text' })
  @ValidateNested()
  @Type(() => HttpInboundFields)
  fields!: HttpInboundFields;

  /** Offset of times that carry none: +07:00 for WIB, +08:00 for WITA. */
  @IsOptional()
  @Matches(/^[+-](0\d|1[0-4]):[0-5]\d$/, { message: 'timeOffset must be an offset such as +07:00' })
  timeOffset = '+07:00';

  @IsDefined({ message: 'auth must say how a delivery is known to be genuine (type: secret or hmac)' })
  @ValidateNested()
  @Type(() => HttpInboundAuth)
  @Holds(
    () => HttpInbound,
    (inbound) => inbound.auth?.type !== 'hmac' || (inbound.method === 'POST' && inbound.format !== 'query'),
    'auth.type hmac signs a body: it needs method POST and format form or json',
  )
  auth!: HttpInboundAuth;

  /** What the aggregator wants to hear once the message is stored. */
  @IsOptional()
  @ValidateNested()
  @Type(() => HttpAnswer)
  answer: HttpAnswer = new HttpAnswer();

  @IsOptional()
  @ValidateNested()
  @Type(() => HttpStatus)
  status?: HttpStatus;
}
