import { errorCode } from '../../../messaging/errors.js';
import { TokenError } from '../oauth.js';

/** What keeps a mailbox from being read, for operators. */
export interface MailboxTrouble {
  /** Kebab-case. */
  code: string;
  words: string;
  /** A person has to mend it: trying often only gets the account locked. */
  lasting: boolean;
}

/** Ends the connection for a reason of ours. */
export class MailboxError extends Error {
  constructor(
    readonly trouble: MailboxTrouble,
    options?: ErrorOptions,
  ) {
    super(trouble.words, options);
    this.name = 'MailboxError';
  }
}

/** By the system's, TLS's and imapflow's codes. */
const TROUBLES: Readonly<Record<string, [code: string, words: string, lasting: boolean]>> = {
  ENOTFOUND: ['imap-host-unknown', 'There is no mail server of that name; check imap.host.', true],
  EAI_AGAIN: ['imap-host-unresolved', 'The name of the mail server could not be looked up; is there a network?', false],
  ECONNREFUSED: ['imap-refused', 'Nobody answers at the mail server; check imap.host and imap.port.', false],
  ECONNRESET: ['imap-connection-lost', 'The mail server broke the connection.', false],
  EHOSTUNREACH: ['imap-unreachable', 'The mail server can not be reached from here.', false],
  ENETUNREACH: ['imap-unreachable', 'The mail server can not be reached from here.', false],
  ETIMEDOUT: ['imap-timeout', 'The mail server does not answer in time.', false],
  ETIMEOUT: ['imap-timeout', 'The mail server does not answer in time.', false],
  CONNECT_TIMEOUT: [
    'imap-timeout',
    'The mail server does not answer in time; check imap.host, imap.port and the firewall.',
    false,
  ],
  GREETING_TIMEOUT: [
    'imap-no-greeting',
    'The mail server takes the connection and says nothing; check imap.port and imap.secure.',
    false,
  ],
  ERR_SSL_WRONG_VERSION_NUMBER: [
    'imap-tls',
    'The mail server speaks no TLS at this port; check imap.secure and imap.port.',
    true,
  ],
  CERT_HAS_EXPIRED: ['imap-certificate', "The mail server's certificate has expired.", true],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['imap-certificate', "The mail server's certificate is self-signed.", true],
  SELF_SIGNED_CERT_IN_CHAIN: ['imap-certificate', "The mail server's certificate is not from a known authority.", true],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'imap-certificate',
    "The mail server's certificate is not from a known authority.",
    true,
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'imap-certificate',
    "The mail server's certificate is for another name; check imap.host.",
    true,
  ],
};

/** A login that was refused for a reason that passes (RFC 5530): trying another password would mend nothing. */
const PASSING = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'CONTACTADMIN']);

/** Dovecot has the code; Gmail and others say it in prose, in a NO or in a BYE. */
function isBusy(code: unknown, response: unknown): boolean {
  if (typeof code === 'string' && PASSING.has(code.toUpperCase())) return true;
  return (
    typeof response === 'string' &&
    /too many (?:simultaneous |concurrent )?(?:connections|logins)|too busy|maximum number of connections|try again later|server (?:is )?busy/i.test(
      response,
    )
  );
}

/** An error of a connection in words, without anything of the server's own text. */
export function mailboxTrouble(error: unknown): MailboxTrouble {
  if (error instanceof MailboxError) return error.trouble;
  if (error instanceof TokenError)
    return { code: 'imap-no-token', words: `No access token (${error.code}); check imap.auth.oauth2.`, lasting: true };
  const { code, authenticationFailed, tlsFailed, serverResponseCode, response, reason } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as Record<string, unknown>;
  if (isBusy(serverResponseCode, response) || isBusy(undefined, reason))
    return {
      code: 'imap-busy',
      words:
        'The mail server takes no further connection at the moment: too many are open for this account or address, or it is overloaded.',
      lasting: false,
    };
  if (authenticationFailed === true)
    return {
      code: 'imap-auth-refused',
      words: 'The mail server refuses user name or password. Gmail wants an app password; see docs/channels/email.md.',
      lasting: true,
    };
  const known = typeof code === 'string' && Object.hasOwn(TROUBLES, code) ? TROUBLES[code] : undefined;
  if (known !== undefined) return { code: known[0], words: known[1], lasting: known[2] };
  if (tlsFailed === true)
    return {
      code: 'imap-tls',
      words: 'No secure connection to the mail server; check imap.secure and imap.port.',
      lasting: true,
    };
  return {
    code: 'imap-connection-lost',
    words: `The connection to the mail server ended (${errorCode(error)}).`,
    lasting: false,
  };
}
