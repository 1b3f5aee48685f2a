import { randomBytes } from 'node:crypto';

/** An error as the Graph API answers it: https://developers.facebook.com/docs/graph-api/guides/error-handling */
export interface GraphError {
  status: number;
  code: number;
  subcode?: number;
  type: 'OAuthException' | 'GraphMethodException';
  message: string;
  /** WhatsApp's explanation beside its codes. */
  details?: string;
}

export const TOKEN_MISSING = oauth(400, 104, 'An access token is required to request this resource.');
export const TOKEN_INVALID = oauth(401, 190, 'Invalid OAuth access token - Cannot parse access token');

export const unknownObject = (id: string, method: 'get' | 'post'): GraphError => ({
  status: 400,
  code: 100,
  subcode: 33,
  type: 'GraphMethodException',
  message: `Unsupported ${method} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
});

/** `(#100) ...`: a parameter that is unknown or wrong. */
export const invalidParameter = (words: string, subcode?: number): GraphError => ({
  ...oauth(400, 100, `(#100) ${words}`),
  ...(subcode === undefined ? {} : { subcode }),
});

/** WhatsApp's own codes. https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes */
export const missingParameter = (details: string): GraphError =>
  whatsapp(400, 131008, 'Required parameter is missing', details);
export const invalidValue = (details: string): GraphError =>
  whatsapp(400, 131009, 'Parameter value is not valid', details);
export const SAME_RECIPIENT = whatsapp(
  400,
  131021,
  'Recipient cannot be sender',
  'Sender and recipient phone number is the same.',
);
export const OUTSIDE_WINDOW = whatsapp(
  400,
  131047,
  'Re-engagement message',
  'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
);
export const unsupportedType = (type: string): GraphError =>
  whatsapp(400, 131051, 'Unsupported message type', `Message type ${type} is currently not supported.`);
export const templateMissing = (name: string, language: string): GraphError =>
  whatsapp(
    404,
    132001,
    'Template name does not exist in the translation',
    `template name (${name}) does not exist in ${language}`,
  );
export const parameterCount = (given: number, expected: number): GraphError =>
  whatsapp(
    400,
    132000,
    'Number of parameters does not match the expected number of params',
    `body: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
  );
export const PARAMETER_FORMAT = whatsapp(
  400,
  132012,
  'Parameter format does not match format in the created template',
  'Param text cannot be empty, nor have new-line/tab characters or more than 4 consecutive spaces',
);

/** Too large, empty, or not what it is said to be. */
export const MEDIA_UPLOAD = whatsapp(
  400,
  131053,
  'Media upload error',
  'The file could not be taken: unsupported content, or larger than its type may be.',
);

/** Messenger's. https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes */
export const NO_SUCH_PERSON = invalidParameter('No matching user found', 2018001);
export const OUTSIDE_PAGE_WINDOW: GraphError = {
  ...oauth(400, 10, '(#10) This message is sent outside of allowed window.'),
  subcode: 2018278,
};

const FAULTS: Readonly<Record<number, GraphError>> = {
  429: whatsapp(429, 130429, 'Rate limit hit', 'Message failed to send because there were too many messages sent.'),
  500: oauth(500, 1, 'An unknown error occurred'),
  503: oauth(503, 2, 'Service temporarily unavailable'),
};

/** What an injected fault answers with this HTTP status. */
export function faultError(status: number, code?: number): GraphError {
  const known = FAULTS[status] ?? oauth(status, 1, 'An unknown error occurred');
  return code === undefined ? known : { ...known, code };
}

export function errorBody({ code, subcode, type, message, details }: GraphError): string {
  return JSON.stringify({
    error: {
      message,
      type,
      code,
      ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: `A${randomBytes(16).toString('base64url')}`,
    },
  });
}

function oauth(status: number, code: number, message: string): GraphError {
  return { status, code, type: 'OAuthException', message };
}

function whatsapp(status: number, code: number, title: string, details: string): GraphError {
  return { ...oauth(status, code, `(#${code}) ${title}`), details };
}
