import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing } from '../../../src/contacts/key-ring.js';
import { canarySlot } from '../../../src/pipeline/canary-return.js';
import { canaryToken, slotInText, slotOf } from '../../../src/watch/canary-token.js';
import { shippedConfig } from '../../kit/shipped.js';
import { citizenMessage, webForm } from '../../kit/messages.js';

const keyRing = (): KeyRing => KeyRing.open(join(mkdtempSync(join(tmpdir(), 'kentongan-canary-')), 'keys.json'));
const keys = keyRing();
const SLOT = new Date('2026-11-20T07:00:00Z');
const TOKEN = canaryToken(keys, 'sms-1708', SLOT);

describe('the slots of test messages', () => {
  it.each([
    ['2026-11-20T07:00:00.000Z', 60, '2026-11-20T07:00:00.000Z'],
    ['2026-11-20T07:59:59.999Z', 60, '2026-11-20T07:00:00.000Z'],
    ['2026-11-20T08:00:00.000Z', 60, '2026-11-20T08:00:00.000Z'],
    ['2026-11-20T07:44:00.000Z', 15, '2026-11-20T07:30:00.000Z'],
    ['2026-11-20T07:44:00.000Z', 1440, '2026-11-20T00:00:00.000Z'],
  ])('are the same for every worker: %s by %d minutes', (now, every, slot) => {
    expect(slotOf(new Date(now), every)).toEqual(new Date(slot));
  });
});

describe('the token of a test message', () => {
  it.each([
    ['alone', TOKEN],
    ['among words', `Pesan dari +6281100000005: Uji. ${TOKEN} terima kasih`],
    ['in capitals', TOKEN.toUpperCase()],
    ['behind one that is not ours', `kanari-1-${'0'.repeat(32)} ${TOKEN}`],
  ])('is known %s', (_how, text) => {
    expect(slotInText(keys, 'sms-1708', text)).toEqual(SLOT);
  });

  it.each([
    ['another channel', canaryToken(keys, 'sms-other', SLOT)],
    ['another installation', canaryToken(keyRing(), 'sms-1708', SLOT)],
    ['another slot', TOKEN.replace(/-[0-9a-z]+-/, '-1-')],
    ['a time beyond all times', `kanari-zzzzzzzz-${'a'.repeat(32)}`],
    ['a code cut short', TOKEN.slice(0, -1)],
    ['nobody', 'TANAHBUMBU jalan berlubang'],
  ])('is none of %s', (_whose, text) => {
    expect(slotInText(keys, 'sms-1708', text)).toBeUndefined();
  });

  it.each(['id', 'en'] as const)('fits one SMS with its words (%s)', (locale) => {
    const text = shippedConfig().locales.translate(locale, 'staff.canary.text', { token: TOKEN });
    expect(text).toContain(TOKEN);
    expect(text).toMatch(/^[\x20-\x7e]{1,160}$/);
  });
});

describe('what counts as its return', () => {
  it.each(['person', 'auto-reply', 'list'] as const)('a message of nature %s', (nature) => {
    expect(canarySlot(citizenMessage(TOKEN, { event: { nature } }), keys)).toEqual(SLOT);
  });

  it.each(['bounce', 'delivery-report'] as const)('not a %s that quotes it', (nature) => {
    expect(canarySlot(citizenMessage(TOKEN, { event: { nature } }), keys)).toBeUndefined();
  });

  it('not a form that somebody typed it into', () => {
    expect(canarySlot(citizenMessage(TOKEN, { event: { form: webForm() } }), keys)).toBeUndefined();
  });
});
