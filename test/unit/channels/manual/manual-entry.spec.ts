import fc from 'fast-check';
import { cleanText } from '../../../../src/channels/typed.js';
import { manualEntryBytes, parseManualEntry } from '../../../../src/channels/manual/manual-entry.js';
import type { ManualEntry } from '../../../../src/channels/manual/manual-entry.js';
import { outsideReference } from '../../../../src/channels/manual/outside-reference.js';
import { MalformedPayloadError } from '../../../../src/messaging/errors.js';
import type { EntryInput } from '../../../../src/manual/entry-input.js';
import { checkEntry } from '../../../../src/manual/entry-rules.js';
import { CALLER, manualEntry, manualEvent } from '../../../kit/manual-entries.js';
import { shippedChannel, shippedChannels, shippedTenant } from '../../../kit/shipped.js';
import { SENTINEL, writtenText } from '../../../kit/words-kept.js';

describe("a clerk's entry", () => {
  it('becomes a message of who reported, with everything that was taken down', () => {
    const event = manualEvent({
      nonce: 'n-1', saidAt: '2026-11-19T02:00:00.000Z', identity: 'confidential', document: { type: 'ktp', number: '6310000000000001' },
      postalAddress: 'Jl Contoh 1', districtCode: '631001', villageCode: '6310012005', landmark: 'depan SDN 1', category: 'jalan-rusak',
      location: { latitude: -3.4, longitude: 115.9 }, followUpTo: 'TBU-000001',
      attachments: [{ ref: '2026/x', sha256: 'ab', size: 3, contentType: 'image/png', filename: 'surat.png' }],
    }); // prettier-ignore
    expect(event).toEqual({
      type: 'message',
      externalId: 'nonce:n-1',
      from: { kind: 'phone', value: CALLER, name: 'Siti Contoh' },
      to: ['tanah-bumbu'],
      sentAt: '2026-11-19T02:00:00.000Z',
      text: 'Jalan berlubang di depan SDN 1 Batulicin',
      attachments: [
        { contentType: 'image/png', size: 3, sha256: 'ab', inline: false, stored: true, ref: '2026/x', filename: 'surat.png' },
      ],
      thread: {},
      nature: 'person',
      location: { latitude: -3.4, longitude: 115.9 },
      form: {
        tenant: 'tanah-bumbu', anonymous: false, confidential: true, replyBy: 'call', replyTo: { kind: 'phone', value: CALLER },
        reporterName: 'Siti Contoh', document: { type: 'ktp', number: '6310000000000001' }, postalAddress: 'Jl Contoh 1',
        districtCode: '631001', villageCode: '6310012005', landmark: 'depan SDN 1', category: 'jalan-rusak',
        followUpTo: 'TBU-000001', inPerson: true,
      },
    }); // prettier-ignore
  });

  it('forgets who an anonymous reporter is, whatever was typed', () => {
    const event = manualEvent({
      identity: 'anonymous',
      replyBy: 'page',
      postalAddress: 'Jl Contoh 1',
      document: { type: 'sim', number: '123' },
    });
    expect(event.from).toBeNull();
    expect(JSON.stringify(event)).not.toMatch(/Siti|Contoh 1|81100000041|123"/);
  });

  it('is known by its number elsewhere, and by its nonce where it has none', () => {
    const lapor: Partial<ManualEntry> = { reference: '1234567', replyBy: 'relay', inPerson: false };
    expect(manualEvent({ ...lapor, nonce: 'a' }).externalId).toBe(manualEvent({ ...lapor, nonce: 'b' }).externalId);
    expect(manualEvent({ nonce: 'reference:1234567' }).externalId).not.toBe(manualEvent(lapor).externalId);
  });

  it.each<[string, Partial<Record<keyof ManualEntry, unknown>>, string]>([
    ['another version', { version: 2 }, 'version'],
    ['no text', { text: '' }, 'text'],
    ['no nonce', { nonce: undefined }, 'nonce'],
    ['a way of answering that there is not', { replyBy: 'fax' }, 'replyBy'],
    ['a call without a number', { contact: undefined }, 'contact'],
    ['a letter to nowhere', { replyBy: 'letter' }, 'postalAddress'],
    ['a relay without a reference', { replyBy: 'relay' }, 'reference'],
    ['a reference in another way of writing', { reference: ' 12 34' }, 'reference'],
    ['a document of no kind', { document: { type: 'npwp', number: '1' } }, 'document.type'],
    ['an attachment that was not kept', { attachments: [{ contentType: 'image/png' }] }, 'attachments[0].size'],
    ['a place off the globe', { location: { latitude: 91, longitude: 0 } }, 'location.latitude'],
  ])('refuses %s', (_name, change, field) => {
    const bytes = Buffer.from(JSON.stringify({ ...manualEntry(), ...change }));
    expect(() => parseManualEntry(bytes)).toThrow(expect.objectContaining({ field }) as Error);
  });

  it('throws nothing but its own error, whatever the bytes are (property)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.record({ version: fc.constant(1), text: fc.json() }).map((record) => JSON.stringify(record))), (text) => {
        try {
          parseManualEntry(Buffer.from(text));
        } catch (error) {
          if (!(error instanceof MalformedPayloadError)) throw error;
        }
      }),
    ); // prettier-ignore
  });

  it('keeps every word on its way from what the clerk typed to the message', () => {
    const channel = shippedChannel('manual-tanahbumbu');
    const rules = { channel, tenant: shippedTenant('tanah-bumbu'), areas: { districts: [] }, channels: shippedChannels(), now: new Date('2026-11-20T03:00:00Z') }; // prettier-ignore
    const places = fc.constantFrom<(words: string) => Partial<EntryInput>>(
      (words) => ({ text: words }),
      (words) => ({ place: { landmark: words } }),
      (words) => ({ reporter: { name: words, phone: '08110000041' } }),
      (words) => ({ reporter: { name: 'Siti', phone: '08110000041', postalAddress: words }, replyBy: 'letter' }),
    );
    fc.assert(
      fc.property(places, writtenText(), (put, words) => {
        const input: EntryInput = { channelId: channel.id, text: 'Jalan rusak', reporter: { name: 'Siti', phone: '08110000041' }, place: { landmark: 'depan SD' }, ...put(words) }; // prettier-ignore
        const result = checkEntry(input, rules);
        if (!('facts' in result)) throw new Error(JSON.stringify(result.errors));
        const event = manualEvent({ ...result.facts });
        const kept = [event.text, event.form?.landmark, event.form?.reporterName, event.form?.postalAddress];
        expect(kept).toContain(cleanText(words));
        expect(cleanText(words)).toContain(SENTINEL);
      }),
    );
  });

  it('is the same bytes whatever the order of its keys', () => {
    const entry = manualEntry({ nonce: 'n' });
    const turned = Object.fromEntries(Object.entries(entry).reverse()) as unknown as ManualEntry;
    expect(manualEntryBytes(turned).equals(manualEntryBytes(entry))).toBe(true);
  });
});

describe('the one way of writing a reference', () => {
  it.each([
    ['1234567', '1234567'],
    [' #1234 567 ', '1234567'],
    ['No. 1234567', '1234567'],
    ['sp4n-2026/11-a', 'SP4N-2026/11-A'],
    ['https://twitter.com/warga/status/1?s=20&t=abc', 'https://x.com/warga/status/1'],
    ['https://x.com/warga/status/1/', 'https://x.com/warga/status/1'],
    ['HTTPS://www.Facebook.com/Post?story_fbid=9&id=4&utm_source=wa', 'https://facebook.com/Post?story_fbid=9&id=4'],
    ['http://m.facebook.com/p/1#c', 'https://facebook.com/p/1'],
    ['', undefined],
    ['   ', undefined],
    ['https://', undefined],
    ['https://a:b@x.com/1', undefined],
    ['nomor satu <b>', undefined],
    ['1'.repeat(501), undefined],
  ])('%j is %j', (typed, reference) => {
    expect(outsideReference(typed)).toBe(reference);
  });

  it('does not change what it has written (property)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string()), (typed) => {
        const once = outsideReference(typed);
        if (once !== undefined) expect(outsideReference(once)).toBe(once);
      }),
    );
  });
});
