import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { HttpSmsSettings } from '../../../../src/channels/sms/http/http.settings.js';
import type { MessageEvent } from '../../../../src/messaging/inbound-event.js';
import type { OutboundMessage } from '../../../../src/messaging/outbound-message.js';

const FIXTURES = join(__dirname, '../../../fixtures/http-sms');
export const NOW = new Date('2026-11-21T08:00:00Z');
export const HOOK = 'https://aduan.example.id/hooks/sms-aggregator';
export const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

/** As class-transformer makes it of the YAML. */
export const httpSettings = (plain: object): HttpSmsSettings => plainToInstance(HttpSmsSettings, plain);

export const MESSAGE: OutboundMessage = {
  id: '01990000-0000-7000-8000-000000000002',
  channelId: 'sms-aggregator',
  to: { kind: 'phone', value: '+6281100000001' },
  text: 'BDG-000045 diterima. Terima kasih & salam.',
  purpose: 'acknowledgement',
  createdAt: '2026-11-21T08:00:00.000Z',
};

export function message(
  externalId: string,
  from: string,
  text: string,
  over: Partial<MessageEvent> = {},
): MessageEvent {
  return {
    type: 'message',
    externalId,
    from: { kind: 'phone', value: from },
    to: [],
    text,
    attachments: [],
    thread: {},
    nature: 'person',
    ...over,
  };
}
