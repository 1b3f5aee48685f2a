/** An error as Twilio's REST API answers it: https://www.twilio.com/docs/api/errors */
export interface TwilioError {
  status: number;
  code: number;
  message: string;
}

export const AUTHENTICATE: TwilioError = { status: 401, code: 20003, message: 'Authenticate' };
export const TO_REQUIRED: TwilioError = { status: 400, code: 21604, message: "A 'To' phone number is required." };
export const FROM_REQUIRED: TwilioError = { status: 400, code: 21603, message: "A 'From' phone number is required." };
export const BODY_REQUIRED: TwilioError = { status: 400, code: 21602, message: 'Message body is required.' };
export const BODY_TOO_LONG: TwilioError = {
  status: 400,
  code: 21617,
  message: 'The concatenated message body exceeds the 1600 character limit',
};
export const UNSUBSCRIBED: TwilioError = {
  status: 400,
  code: 21610,
  message: 'Attempt to send to unsubscribed recipient',
};

export const invalidTo = (to: string): TwilioError => ({
  status: 400,
  code: 21211,
  message: `Invalid 'To' Phone Number: ${to}`,
});
export const invalidFrom = (from: string): TwilioError => ({
  status: 400,
  code: 21212,
  message: `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
});
export const unknownFrom = (from: string): TwilioError => ({
  status: 400,
  code: 21606,
  message: `The 'From' phone number ${from} is not a valid, SMS-capable inbound phone number or short code for your account.`,
});
/** https://www.twilio.com/docs/api/errors/21910 */
export const MIXED_LINES: TwilioError = {
  status: 400,
  code: 21910,
  message: 'Invalid From and To pair. From and To should be of the same channel',
};
export const NO_CHANNEL: TwilioError = {
  status: 400,
  code: 63007,
  message: 'Twilio could not find a Channel with the specified From address',
};
/** No number of this country takes files by SMS. https://www.twilio.com/docs/api/errors/21612 */
export const NO_MMS: TwilioError = {
  status: 400,
  code: 21612,
  message: "The 'To' phone number is not currently reachable using the 'From' phone number via MMS",
};
export const MEDIA_URL_INVALID: TwilioError = { status: 400, code: 21620, message: 'Invalid media URL(s)' };
export const CONTENT_SID_INVALID: TwilioError = { status: 400, code: 21655, message: 'The ContentSid is Invalid' };
export const CONTENT_VARIABLES_INVALID: TwilioError = {
  status: 400,
  code: 21656,
  message: 'The ContentVariables Parameter is invalid',
};
export const notFound = (path: string): TwilioError => ({
  status: 404,
  code: 20404,
  message: `The requested resource ${path} was not found`,
});
export const unsupportedMedia: TwilioError = { status: 415, code: 20415, message: 'Unsupported Media Type' };

const BY_STATUS: Readonly<Record<number, { code: number; message: string }>> = {
  429: { code: 20429, message: 'Too Many Requests' },
  500: { code: 20500, message: 'An internal server error has occurred' },
  503: { code: 20503, message: 'Service is unavailable. Please try again' },
};

/** What an injected fault answers with this HTTP status. */
export function faultError(status: number, code?: number): TwilioError {
  const known = BY_STATUS[status] ?? { code: 20001, message: 'Unknown error' };
  return { status, code: code ?? known.code, message: known.message };
}

export function errorBody(error: TwilioError): string {
  return JSON.stringify({
    code: error.code,
    message: error.message,
    more_info: `https://www.twilio.com/docs/errors/${error.code}`,
    status: error.status,
  });
}
