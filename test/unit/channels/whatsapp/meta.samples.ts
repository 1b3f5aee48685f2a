import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudApiSettings } from '../../../../src/channels/whatsapp/cloud-api/cloud-api.settings.js';
import { MessengerSettings } from '../../../../src/channels/whatsapp/messenger/messenger.settings.js';
import type { WebhookRequest } from '../../../../src/messaging/ports.js';

const FIXTURES = join(__dirname, '../../../fixtures/meta');
export const APP_SECRET = 'f00dfeedf00dfeedf00dfeedf00dfeed';
export const TOKEN = 'EAAcontohTokenYangTidakBerlaku0001';
export const VERIFY_TOKEN = 'kata-kunci-kami';
export const PHONE_NUMBER_ID = '106540352242922';
export const OTHER_PHONE_NUMBER_ID = '106540352242999';
export const PAGE_ID = '682498302938465';

export const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, `${name}.json`));

const COMMON = { accessToken: TOKEN, appSecret: APP_SECRET, verifyToken: VERIFY_TOKEN, timeoutMs: 2_000 };

export function cloudApiSettings(over: Partial<CloudApiSettings> = {}): CloudApiSettings {
  return Object.assign(new CloudApiSettings(), { ...COMMON, phoneNumberId: PHONE_NUMBER_ID }, over);
}

export function messengerSettings(over: Partial<MessengerSettings> = {}): MessengerSettings {
  return Object.assign(new MessengerSettings(), { ...COMMON, pageId: PAGE_ID }, over);
}

/** A delivery signed as Meta signs: over the raw body, with the app's secret. */
export function signed(body: Buffer, options: { secret?: string; url?: string; now?: Date } = {}): WebhookRequest {
  return {
    method: 'POST',
    url: options.url ?? 'https://aduan.example.id/hooks/wa-bangli',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${createHmac('sha256', options.secret ?? APP_SECRET)
        .update(body)
        .digest('hex')}`,
    },
    body,
    now: options.now ?? new Date('2026-11-21T08:00:00Z'),
  };
}

/** What must not pass, whatever Meta's webhook is about. */
export function forgeries(payload: Buffer): { name: string; request: WebhookRequest }[] {
  const genuine = signed(payload);
  const header = genuine.headers['x-hub-signature-256'] ?? '';
  const withHeader = (value: string | undefined): WebhookRequest => ({
    ...genuine,
    headers: { ...genuine.headers, 'x-hub-signature-256': value },
  });
  return [
    { name: 'without a signature', request: withHeader(undefined) },
    { name: 'with an empty signature', request: withHeader('') },
    { name: 'with the algorithm alone', request: withHeader('sha256=') },
    { name: 'with half a signature', request: withHeader(header.slice(0, 39)) },
    { name: 'with the digest without its algorithm', request: withHeader(header.slice(7)) },
    {
      name: 'signed with SHA-1 only',
      request: {
        ...genuine,
        headers: { 'x-hub-signature': `sha1=${createHmac('sha1', APP_SECRET).update(payload).digest('hex')}` },
      },
    },
    { name: 'signed with the secret of another app', request: signed(payload, { secret: 'e'.repeat(32) }) },
    { name: 'with one byte more', request: { ...genuine, body: Buffer.concat([payload, Buffer.from(' ')]) } },
    { name: 'by GET', request: { ...genuine, method: 'GET' } },
  ];
}

export const graphError = (
  status: number,
  code: number,
  message: string,
  subcode?: number,
): { status: number; body: string } => ({
  status,
  body: JSON.stringify({
    error: {
      message,
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: 'Az8or2yhqkZfEZ-_4Qn_Bam',
    },
  }),
});
