import { createHmac } from 'node:crypto';

/**
 * Twilio's signature of a form-encoded webhook: the URL, then each parameter's name and value in the
 * order of their names, HMAC-SHA1 with the auth token, Base64.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security#how-twilio-signs-requests
 */
export function twilioSignature(authToken: string, url: string, form: Readonly<Record<string, string>>): string {
  let signed = url;
  for (const name of Object.keys(form).sort()) signed += name + (form[name] ?? '');
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}
