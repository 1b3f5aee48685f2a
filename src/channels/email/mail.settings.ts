import 'reflect-metadata';
import { rootCertificates } from 'node:tls';
import { Transform, Type } from 'class-transformer';
import {
  IsDefined,
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Holds } from '../wire/settings-validators.js';

export const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;
const SECURITY = ['tls', 'starttls', 'none'] as const;
const HOST = { message: 'host must be the name of the mail server, such as imap.gmail.com' };
const PEM = /^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/;
const CA = 'ca must be the text of a certificate in PEM form (-----BEGIN CERTIFICATE-----)';
const CLEARTEXT = 'secure may be none only for a server on this machine: the password would travel in clear';

/** The authorities to trust, in the form that both libraries take; nothing where Node's own will do. */
export function trusted(ca: string | undefined): { tls?: { ca: string[] } } {
  return ca === undefined ? {} : { tls: { ca: [...rootCertificates, ca] } };
}

/** An application's access by OAuth 2.0 (Gmail, Microsoft 365): the refresh token is exchanged for short-lived ones. */
export class OAuthSettings {
  @IsNotEmpty({ message: 'clientId must be that of the OAuth client' })
  clientId!: string;

  /** Absent for public clients. */
  @IsOptional()
  @IsString()
  clientSecret?: string;

  @IsNotEmpty({ message: 'refreshToken must be given by name: ${NAME}' })
  refreshToken!: string;

  @IsOptional()
  @Matches(/^https:\/\/\S+$|^http:\/\/127\.0\.0\.1(:\d+)?\/\S*$/, { message: 'tokenUrl must be an https URL' })
  tokenUrl = 'https://oauth2.googleapis.com/token';
}

/** How the mail server knows us: one of password and oauth2. */
export class MailLogin {
  @IsNotEmpty({ message: 'user must be the name to log in with, mostly the mailbox' })
  user!: string;

  @ValidateIf((login: MailLogin) => login.oauth2 === undefined)
  @IsNotEmpty({ message: 'password (for Gmail an app password) or oauth2 must be given' })
  password?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => OAuthSettings)
  @Holds(() => MailLogin, (login) => login.password === undefined, 'oauth2 must not be given together with password')
  oauth2?: OAuthSettings;
}

/** What is said of either server. */
class MailServerSettings {
  @Matches(/^[\w.:[\]-]+$/, HOST)
  host!: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(65_535)
  port!: number;

  /** `tls` from the first byte (993, 465), `starttls` before the login (143, 587). */
  @IsOptional()
  @IsIn(SECURITY, { message: `secure must be one of ${SECURITY.join(', ')}` })
  @Holds(
    () => MailServerSettings,
    (server) => server.secure !== 'none' || LOOPBACK.test(String(server.host)),
    CLEARTEXT,
  )
  secure: (typeof SECURITY)[number] = 'tls';

  /** PEM of an authority beside the well-known ones: for servers whose certificate the government's own authority signed. */
  @IsOptional()
  @Matches(PEM, { message: CA })
  ca?: string;
}

/** Where mails are read. */
export class ImapServerSettings extends MailServerSettings {
  override port = 993;

  @IsDefined({ message: 'auth must be given: user, and password or oauth2' })
  @ValidateNested()
  @Type(() => MailLogin)
  auth!: MailLogin;

  @IsOptional()
  @IsNotEmpty({ message: 'mailbox must be the name of a folder' })
  mailbox = 'INBOX';

  /** What happens to a mail once it is stored: marked as read, or moved away. */
  @IsOptional()
  @IsIn(['flag', 'move'], { message: 'after must be flag or move' })
  after: 'flag' | 'move' = 'flag';

  @ValidateIf((server: ImapServerSettings) => server.after === 'move' || server.moveTo !== undefined)
  @IsNotEmpty({ message: 'moveTo must name a folder where after is move' })
  @Holds(
    () => ImapServerSettings,
    (server) => server.moveTo !== server.mailbox,
    'moveTo must be another folder than mailbox',
  )
  moveTo?: string;
}

/** Where mails leave. */
export class SmtpServerSettings extends MailServerSettings {
  override port = 465;

  /** Absent for a relay that knows us by our network address. */
  @IsOptional()
  @ValidateNested()
  @Type(() => MailLogin)
  auth?: MailLogin;

  /** The sender's mailbox; the channel's address where absent. Bounces come back to it. */
  @IsOptional()
  @IsEmail({}, { message: 'from must be a mailbox' })
  from?: string;

  /** The name beside it. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  fromName?: string;

  /** Connections kept open at most. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(20)
  maxConnections = 2;

  /** Milliseconds that the server may be silent. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(600_000)
  timeoutMs = 60_000;
}

/** `settings:` of a channel with provider `imap`; docs/channels/email.md says what to enter. */
export class MailSettings {
  @IsDefined({ message: 'imap must be given: host, auth' })
  @ValidateNested()
  @Type(() => ImapServerSettings)
  imap!: ImapServerSettings;

  /** Absent: mails come in and none go out. */
  @IsOptional()
  @ValidateNested()
  @Type(() => SmtpServerSettings)
  smtp?: SmtpServerSettings;

  /**
   * Makes reply addresses (`box+token@host`) by which an answer finds its ticket. Only for servers that deliver
   * plus-addresses (Gmail, Microsoft 365, most others do).
   */
  @IsOptional()
  @MinLength(16, { message: 'replySecret must have 16 characters or more' })
  replySecret?: string;

  /**
   * The name by which our own mail server signs its Authentication-Results (RFC 8601): a mail for which it says
   * `dmarc=pass` is from whom it says, and may join that person's ticket. Absent: only reply addresses prove it.
   */
  // A variable that may be left unset is nothing.
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  @IsOptional()
  @Matches(/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/, {
    message: 'trustedAuthserv must be the authserv-id of our own mail server, such as mx.google.com',
  })
  trustedAuthserv?: string;

  /** Seconds between looks into the mailbox where the server announces nothing. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3_600)
  pollSeconds = 60;

  /** Seconds without a byte after which a command is given up and the connection made anew. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3_600)
  watchdogSeconds = 120;

  /** Bytes of a mail that is read as a whole; of a larger one the words are read, and the mail is kept as a file. */
  @IsOptional()
  @IsInt()
  @Min(10_000)
  @Max(104_857_600)
  maxBytes = 26_214_400;
}
