import type { SendOutcome } from '../../../messaging/outbound-message.js';
import { sanitise } from '../../wire/text.js';

/** What nodemailer's errors tell. */
export interface SmtpFailure {
  /** `EAUTH`, `ECONNECTION`, ... */
  code?: string;
  /** The server's reply code. */
  responseCode?: number;
  /** The server's reply. */
  response?: string;
  /** `CONN`, `AUTH ...`, `MAIL FROM`, `RCPT TO`, `DATA`. */
  command?: string;
}

/** A wrong login is mended by a person: the mail waits instead of failing. */
export const CONFIGURATION_RETRY_MS = 15 * 60 * 1000;
/** Grey lists let a second try through after some minutes. */
const GREYLIST_RETRY_MS = 5 * 60 * 1000;

/**
 * What a failed send means (RFC 5321, 4.2.1; RFC 3463).
 * @param contentLeft some of the mail's content was handed to the connection: without the server's word it may have arrived
 */
export function failureOutcome(failure: SmtpFailure, contentLeft: boolean): SendOutcome {
  const { responseCode, response = '', command = '' } = failure;
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  if (responseCode === undefined || responseCode < 400) return silentOutcome(failure, contentLeft);
  const code = `smtp:${status ?? String(responseCode)}`;
  const words = sanitise(response.replace(/^\d{3}[ -]?(?:\d\.\d{1,3}\.\d{1,3})?/, ''));
  const said = words === '' ? `(${String(responseCode)})` : `(${String(responseCode)}): ${words}`;
  if (failure.code === 'EAUTH' || command.startsWith('AUTH') || [530, 534, 535, 538].includes(responseCode))
    return {
      outcome: 'retry',
      code,
      reason: `the mail server refuses our login ${said}; check smtp.auth`,
      afterMs: CONFIGURATION_RETRY_MS,
    };
  if (
    responseCode >= 500 &&
    (failure.code === 'ETLS' || command === 'CONN' || command === 'EHLO' || command === 'HELO')
  )
    return { outcome: 'retry', code, reason: `the mail server turns us away ${said}`, afterMs: CONFIGURATION_RETRY_MS };
  if (responseCode >= 500)
    return { outcome: 'rejected', code, reason: `the mail server refuses the mail for good ${said}` };
  const grey = status === '4.7.1' || /gr[ae]y/i.test(response);
  return {
    outcome: 'retry',
    code,
    reason: `the mail server refuses the mail for now ${said}`,
    ...(grey ? { afterMs: GREYLIST_RETRY_MS } : {}),
  };
}

function silentOutcome({ code = 'unknown-error' }: SmtpFailure, contentLeft: boolean): SendOutcome {
  const name = `smtp:${/^[\w-]{1,40}$/.test(code) ? code : 'unknown-error'}`;
  if (contentLeft)
    return {
      outcome: 'unknown',
      code: name,
      reason: 'the connection to the mail server broke while the mail was being handed over',
    };
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
    case 'EOAUTH2':
      return {
        outcome: 'retry',
        code: name,
        reason: 'no login to the mail server; check smtp.auth',
        afterMs: CONFIGURATION_RETRY_MS,
      };
    case 'ETLS':
      return {
        outcome: 'retry',
        code: name,
        reason: 'no secure connection to the mail server; check smtp.secure and its certificate',
        afterMs: CONFIGURATION_RETRY_MS,
      };
    case 'EENVELOPE':
      return { outcome: 'rejected', code: name, reason: 'the address is none that mail can be sent to' };
    case 'EMESSAGE':
      return { outcome: 'rejected', code: name, reason: 'the mail is larger than the mail server takes' };
    default:
      return { outcome: 'retry', code: name, reason: 'no connection to the mail server; nothing was sent' };
  }
}
