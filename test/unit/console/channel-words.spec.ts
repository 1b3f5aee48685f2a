import { consoleWords } from '../../../src/console/frame/console-words.js';
import { stateInWords } from '../../../src/console/channels/pages/card-words.js';
import type { ChannelCard } from '../../../src/console/channels/channel-desk.js';
import { managesChannel, scopeOf, seesChannel } from '../../../src/console/channels/channel-scope.js';
import { CHANNEL_KINDS } from '../../../src/messaging/inbound-event.js';
import { CHANNEL_ACTS } from '../../../src/watch/channel-acts.js';
import { HAND_REASONS } from '../../../src/watch/failed-inbound.js';
import { shippedConfig } from '../../kit/shipped.js';

const words = consoleWords(shippedConfig().locales, 'id', 'WITA');

function card(more: Partial<ChannelCard>): ChannelCard {
  return {
    id: 'sms-1708', kind: 'sms', provider: 'twilio', enabled: true, address: '1708', tenant: null, paused: false,
    connection: null, connectionSince: null, processes: null, words: null, lastHeard: null, lastError: null,
    failuresInRow: 0, restsUntil: null, waiting: { in: 0, out: 0, oldestSeconds: null }, failed: { in: 0, out: 0 },
    rhythm: [], stuck: { inboundFailed: 0, outboundFailed: 0, outboundUnknown: 0 }, silence: undefined, canary: undefined,
    managed: true, testable: true,
    ...more,
  }; // prettier-ignore
}

describe('words of the channels’ pages', () => {
  it('are there for every act, reason and kind', () => {
    const keys = [
      ...CHANNEL_ACTS.map((act) => `channels.acts.${act}`),
      ...HAND_REASONS.map((reason) => `channels.reason.${reason}`),
      ...CHANNEL_KINDS.map((kind) => `channels.kind.${kind}`),
    ];
    expect(keys.filter((key) => !words.has(key))).toEqual([]);
  });

  const since = '2026-11-20T03:00:00Z';
  const cases: [state: string, more: Partial<ChannelCard>, text: RegExp, tone: string][] = [
    ['off', { enabled: false, connection: 'failing' }, /^Tidak aktif\.$/, 'plain'],
    ['paused before all else', { paused: true, connection: 'failing' }, /^Dijeda\./, 'warn'],
    ['resting', { restsUntil: since }, /^Pengiriman ditahan sampai Jumat, 20 November 2026 11\.00 WITA/, 'bad'],
    ['on', {}, /^Aktif\.$/, 'good'],
    ['connected since', { connection: 'connected', connectionSince: since }, /^Tersambung sejak Jumat/, 'good'],
    ['failing', { connection: 'failing', connectionSince: since }, /^Gagal tersambung sejak/, 'bad'],
    ['of no known state', { connection: 'lost' }, /^Tidak tersambung\.$/, 'bad'],
    [
      'connected in some processes',
      { connection: 'failing', processes: { all: 3, connected: 2 } },
      /\(2 dari 3 proses\)$/,
      'bad',
    ],
  ];
  it.each(cases)('say a channel is %s', (_state, more, text, tone) => {
    const said = stateInWords(words, card(more));
    expect(said.text).toMatch(text);
    expect(said.tone).toBe(tone);
  });
});

describe('whose channels', () => {
  const shared = { id: 'sms-1708' };
  const own = { id: 'sms-tanahbumbu', tenant: 'tanah-bumbu' };
  const foreign = { id: 'web-badung', tenant: 'badung' };
  const admin = { role: 'admin', tenant: 'tanah-bumbu' } as const;
  const central = { role: 'central-admin', tenant: null } as const;
  const operator = { role: 'operator', tenant: 'tanah-bumbu' } as const;

  it('are seen, managed, and with whose messages', () => {
    expect([shared, own, foreign].map((each) => seesChannel(admin, each))).toEqual([true, true, false]);
    expect([shared, own, foreign].map((each) => seesChannel(central, each))).toEqual([true, true, true]);
    expect([shared, own, foreign].map((each) => managesChannel(admin, each))).toEqual([false, true, false]);
    expect([shared, own, foreign].map((each) => managesChannel(central, each))).toEqual([true, true, true]);
    expect(managesChannel(operator, own)).toBe(false);
    expect(scopeOf(admin, shared)).toEqual({ channelId: 'sms-1708', tenant: 'tanah-bumbu', ownerless: false });
    expect(scopeOf(admin, own)).toMatchObject({ tenant: 'tanah-bumbu', ownerless: true });
    expect(scopeOf(central, shared)).toMatchObject({ tenant: null, ownerless: true });
  });
});
