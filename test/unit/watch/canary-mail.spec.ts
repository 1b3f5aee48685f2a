import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { readMail } from '../../../src/channels/email/read-mail.js';
import { composeMail } from '../../../src/channels/email/smtp/compose.js';
import { KeyRing } from '../../../src/contacts/key-ring.js';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { canarySlot } from '../../../src/pipeline/canary-return.js';
import { canaryToken } from '../../../src/watch/canary-token.js';
import { citizenMessage } from '../../kit/messages.js';
import { shippedChannel, shippedConfig } from '../../kit/shipped.js';

const MAILBOX = 'diskominfotanbumedia@gmail.com';
const SLOT = new Date('2026-11-20T07:00:00Z');

it('a test message that is mailed to the channel’s own mailbox is known when it is fetched there', async () => {
  const keys = KeyRing.open(join(mkdtempSync(join(tmpdir(), 'kentongan-canary-')), 'keys.json'));
  const channel = shippedChannel('email-tanahbumbu');
  const token = canaryToken(keys, channel.id, SLOT);
  const mail = composeMail(
    {
      id: randomUUID(),
      channelId: channel.id,
      to: { kind: 'email', value: MAILBOX },
      subject: shippedConfig().locales.translate('id', 'staff.canary.subject'),
      text: shippedConfig().locales.translate('id', 'staff.canary.text', { token }),
      purpose: 'canary',
      automatic: true,
      createdAt: SLOT.toISOString(),
    },
    MAILBOX,
    { channelId: channel.id, from: MAILBOX, address: MAILBOX, replySecret: 'rahasia-untuk-uji' },
  );
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(mail);
  const { events } = readMail(Buffer.from(message as Buffer));
  const [event] = events as MessageEvent[];
  expect(events).toHaveLength(1);
  expect(event?.nature).toBe('auto-reply');
  expect(canarySlot(citizenMessage('', { channel, ...(event && { event }) }), keys)).toEqual(SLOT);
});
