import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
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
import { HTTP_FORMATS, HTTP_METHODS, type HttpFormat, type HttpMethod } from './inbound.settings.js';
import { Holds, IsMapOf, IsPattern, isScalar, isText } from '../../wire/settings-validators.js';

export class HttpOutboundAuth {
  @IsIn(['basic', 'bearer', 'header', 'query'], { message: 'type must be basic, bearer, header or query' })
  type!: 'basic' | 'bearer' | 'header' | 'query';

  @ValidateIf((auth: HttpOutboundAuth) => auth.type === 'basic')
  @IsString({ message: 'username must be given for type basic' })
  username?: string;

  @ValidateIf((auth: HttpOutboundAuth) => auth.type === 'basic')
  @IsString({ message: 'password must be given for type basic, by name: ${...}' })
  password?: string;

  /** Name of the header or query parameter. */
  @ValidateIf((auth: HttpOutboundAuth) => auth.type === 'header' || auth.type === 'query')
  @IsString({ message: 'name must be the name of the header or query parameter' })
  @IsNotEmpty()
  name?: string;

  /** The bearer token, or the header's or parameter's value. */
  @ValidateIf((auth: HttpOutboundAuth) => auth.type !== 'basic')
  @IsString({ message: 'value must be the token or key, by name: ${...}' })
  @IsNotEmpty()
  value?: string;
}

/** When an answer means that the aggregator took the message; all given conditions must hold. */
export class HttpSuccess {
  @IsOptional()
  @Matches(/^\d{3}(-\d{3})?$/, { message: 'status must be a quoted status or range such as "200-299"' })
  status = '200-299';

  /** Dotted path in the JSON answer whose value is compared with `equals`. */
  @ValidateIf((success: HttpSuccess) => success.path !== undefined || success.equals !== undefined)
  @IsString({ message: 'path must be the dotted path of the value that equals is compared with' })
  path?: string;

  @ValidateIf((success: HttpSuccess) => success.path !== undefined || success.equals !== undefined)
  @IsDefined({ message: 'equals must be the value at path that means success' })
  equals?: string | number | boolean;

  /** Regular expression on the answer's text, for aggregators that don't speak JSON. */
  @IsOptional()
  @IsPattern()
  matches?: string;
}

export const HTTP_ERROR_OUTCOMES = ['retry', 'rejected', 'opted-out'] as const;

/** The first rule whose every given condition holds decides what a refusal means. */
export class HttpErrorRule {
  @IsOptional()
  @IsInt({ message: 'status must be an HTTP status' })
  @Min(100)
  @Max(599)
  status?: number;

  /** Dotted path in the JSON answer; the whole text where absent. */
  @IsOptional()
  @IsString()
  path?: string;

  @IsOptional()
  equals?: string | number | boolean;

  @IsOptional()
  @IsPattern()
  matches?: string;

  @IsIn(HTTP_ERROR_OUTCOMES, { message: 'outcome must be retry, rejected or opted-out' })
  @Holds(
    () => HttpErrorRule,
    (rule) => rule.status !== undefined || rule.equals !== undefined || rule.matches !== undefined,
    'a rule needs at least one of status, equals, matches',
  )
  outcome!: (typeof HTTP_ERROR_OUTCOMES)[number];

  /** What an operator reads; no personal data. */
  @IsOptional()
  @IsString()
  reason?: string;

  /** For outcome retry: seconds to wait. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(86_400)
  afterSeconds?: number;
}

/** The way out: how a message is handed to the aggregator. */
export class HttpOutbound {
  /** Absolute, or a path below `apiBase`. */
  @Matches(/^(https?:\/\/[^\s/]+(\/\S*)?|\/\S*)$/, {
    message: 'url must be an http(s) URL, or a path that begins with / below apiBase',
  })
  url!: string;

  @IsOptional()
  @IsIn(HTTP_METHODS, { message: 'method must be GET or POST' })
  method: HttpMethod = 'POST';

  @IsIn(HTTP_FORMATS, { message: 'format must be form, json or query' })
  @Holds(
    () => HttpOutbound,
    (outbound) => outbound.method !== 'GET' || outbound.format === 'query',
    'format must be query where method is GET',
  )
  format!: HttpFormat;

  /**
   * What is sent: names to templates with `{to}`, `{text}`, `{from}`, `{id}`. With format json a
   * dotted name makes nested objects, a number in it an array (`messages.0.to`).
   */
  @IsMapOf(isScalar, 'a map of names to texts with {to}, {text}, {from}, {id}')
  @Holds(
    () => HttpOutbound,
    (outbound) =>
      ['{to}', '{text}'].every((part) =>
        Object.values(outbound.fields ?? {}).some((value) => String(value).includes(part)),
      ),
    'fields must hold {to} and {text}',
  )
  fields!: Record<string, string | number | boolean>;

  @IsOptional()
  @IsMapOf(isText, 'a map of header names to texts')
  headers: Record<string, string> = {};

  @IsOptional()
  @ValidateNested()
  @Type(() => HttpOutboundAuth)
  auth?: HttpOutboundAuth;

  /** `{from}`; the channel's address where absent. */
  @IsOptional()
  @IsString()
  from?: string;

  /** `e164` +62811..., `plus-less` 62811..., `national` 0811... */
  @IsOptional()
  @IsIn(['e164', 'plus-less', 'national'], { message: 'numberFormat must be e164, plus-less or national' })
  numberFormat: 'e164' | 'plus-less' | 'national' = 'e164';

  @IsOptional()
  @ValidateNested()
  @Type(() => HttpSuccess)
  success: HttpSuccess = new HttpSuccess();

  /** Dotted path of the message's id in the JSON answer; our own id stands in where there is none. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  idPath?: string;

  /** Regular expression whose first group is the id, for answers that are not JSON. */
  @IsOptional()
  @IsPattern({ groups: 1 })
  idPattern?: string;

  @IsOptional()
  @IsArray({ message: 'errors must be a list of rules' })
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => HttpErrorRule)
  errors?: HttpErrorRule[];

  /** The aggregator drops a repeat of the same `{id}`: a send that may have arrived is then simply repeated. */
  @IsOptional()
  @IsBoolean()
  @Holds(
    () => HttpOutbound,
    (outbound) =>
      !outbound.idempotent || Object.values(outbound.fields ?? {}).some((value) => String(value).includes('{id}')),
    'idempotent needs {id} in fields',
  )
  idempotent = false;

  /** Longest text in characters that the aggregator takes. */
  @IsOptional()
  @IsInt()
  @Min(70)
  @Max(10_000)
  maxLength = 1530;

  /** Milliseconds for the whole exchange. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(120_000)
  timeoutMs = 15_000;
}
