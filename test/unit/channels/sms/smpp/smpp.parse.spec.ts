import fc from 'fast-check';
import { concatHeader } from '../../../../../src/channels/sms/smpp/concat.js';
import { encodeGsm, pack } from '../../../../../src/channels/sms/smpp/gsm7.js';
import { messageEvent } from '../../../../../src/channels/sms/smpp/parse.js';
import { segmentsOf, type WritingRules } from '../../../../../src/channels/sms/smpp/segments.js';
import { readSm, UDHI, writeSm, type ShortMessage } from '../../../../../src/channels/sms/smpp/sm.js';
import { statusOutcome } from '../../../../../src/channels/sms/smpp/status.js';
import { SmppRaw } from '../../../../../src/channels/sms/smpp/smpp.raw.js';
import { MalformedPayloadError } from '../../../../../src/messaging/errors.js';
import type { MessageEvent } from '../../../../../src/messaging/inbound-event.js';
import { eventFaults } from '../../../../kit/conformance/event-rules.js';
import { AT, bytesOf, deliverSm, smppSettings } from './smpp.samples.js';

const SETTINGS = smppSettings();
const ID = '01990000-0000-7000-8000-000000000003';
const read = (parts: (ShortMessage | undefined)[], over: object = {}, at = AT): MessageEvent =>
  messageEvent(parts, smppSettings(over), at) as MessageEvent;
const one = (over: Parameters<typeof deliverSm>[0] = {}): ShortMessage => readSm(deliverSm(over));

/** What a telephone on the other side would make of our parts. */
function joined(text: string, rules: WritingRules): string {
  const written = segmentsOf(text, ID, rules);
  const parts = written?.segments.map((segment) =>
    readSm({
      ...deliverSm(),
      body: writeSm({
        source: { ton: 1, npi: 1, value: '6281100000001' },
        destination: { ton: 3, npi: 0, value: '1708' },
        registeredDelivery: 0,
        ...segment,
      }),
    }),
  );
  return read(parts ?? [], { charset: rules.charset, packed: rules.packed }).text;
}

describe('a message from an SMSC', () => {
  it('is one with sender, receiver and text', () => {
    expect(read([one({ text: 'TANAHBUMBU jembatan retak' })])).toEqual({
      type: 'message',
      externalId: expect.stringMatching(/^sm:[0-9a-f]{64}$/) as string,
      from: { kind: 'phone', value: '+6281100000001' },
      to: ['1708'],
      text: 'TANAHBUMBU jembatan retak',
      attachments: [],
      thread: {},
      nature: 'person',
    });
  });

  it('is a report that opens nothing where its words alone say so, and a message where a person talks of one', () => {
    const report = 'id:12 sub:001 dlvrd:001 submit date:2611210800 done date:2611210801 stat:DELIVRD err:000 text:halo';
    expect(read([one({ text: report })])).toMatchObject({ type: 'message', text: report, nature: 'delivery-report' });
    expect(read([one({ text: `Saya dapat SMS ${report}` })])).toMatchObject({ nature: 'person' });
  });

  it.each([
    [{ ton: 1, npi: 1, value: '6281100000001' }, '+6281100000001', 'person'],
    [{ ton: 0, npi: 1, value: '081100000001' }, '+6281100000001', 'person'],
    [{ ton: 2, npi: 1, value: '81100000001' }, '+6281100000001', 'person'],
    [{ ton: 1, npi: 1, value: '+6281100000001' }, '+6281100000001', 'person'],
    [{ ton: 3, npi: 0, value: '3636' }, '3636', 'auto-reply'],
    [{ ton: 1, npi: 0, value: '3636' }, '3636', 'auto-reply'],
    [{ ton: 5, npi: 0, value: 'BANKDAERAH' }, 'BANKDAERAH', 'auto-reply'],
  ])('reads the sender %j', (source, value, nature) => {
    const event = read([one({ source })]);
    expect([event.from?.value, event.nature]).toEqual([value, nature]);
  });

  it('has no sender where the network names none', () => {
    expect(read([one({ source: { ton: 0, npi: 0, value: '' } })]).from).toBeNull();
  });

  it('names the field of a sender that is none', () => {
    expect(() => read([one({ source: { ton: 0, npi: 0, value: '<?>' } })])).toThrow(MalformedPayloadError);
  });

  it('takes STOP from a person, not from a machine', () => {
    expect(read([one({ text: 'Berhenti' })]).type).toBe('opt-out');
    expect(read([one({ text: 'STOP', source: { ton: 5, npi: 0, value: 'BANK' } })]).type).toBe('message');
  });

  it('is ignored where it is for an application, or no text', () => {
    const push = Buffer.from([6, 5, 4, 0x0b, 0x84, 0x23, 0xf0, 1, 6, 3]);
    expect(read([one({ text: push, esmClass: UDHI, dataCoding: 4 })])).toMatchObject({
      type: 'ignored',
      reason: 'for-an-application',
    });
    expect(read([one({ text: Buffer.from([1, 2, 3]), dataCoding: 4 })])).toMatchObject({
      type: 'ignored',
      reason: 'binary-message',
    });
  });

  it('has one identity for a repeated delivery, another for another text, sender or time', () => {
    const id = (over: Parameters<typeof deliverSm>[0], at = AT): string => read([one(over)], {}, at).externalId;
    const first = id({ text: 'Jalan rusak' });
    expect(id({ text: 'Jalan rusak' }, new Date(AT.getTime() + 60_000))).toBe(first);
    const others = [
      id({ text: 'Jalan rusak!' }),
      id({ text: 'Jalan rusak', source: { ton: 1, npi: 1, value: '6281100000002' } }),
      id({ text: 'Jalan rusak' }, new Date(AT.getTime() + 3_600_000)),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
  });
});

describe('parts', () => {
  const part = (number: number, text: string | Buffer, over: object = {}): ShortMessage =>
    one({
      esmClass: UDHI,
      text: Buffer.concat([concatHeader('udh8', 9, 3, number), Buffer.from(text as string, 'latin1')]),
      ...over,
    });

  it('say where one never came', () => {
    expect(read([part(1, 'Jalan'), undefined, part(3, 'rusak')]).text).toBe('Jalan [bagian 2/3 tidak diterima] rusak');
    expect(read([undefined, part(2, 'tengah'), undefined]).text).toBe(
      '[bagian 1/3 tidak diterima] tengah [bagian 3/3 tidak diterima]',
    );
  });

  it('may be cut inside a character', () => {
    const bytes = Buffer.from('A🌊B', 'utf16le').swap16();
    const halves = [bytes.subarray(0, 4), bytes.subarray(4)].map((half, index) =>
      one({ dataCoding: 8, esmClass: UDHI, text: Buffer.concat([concatHeader('udh16', 9, 2, index + 1), half]) }),
    );
    expect(read(halves).text).toBe('A🌊B');
  });

  it('may each have a coding of their own', () => {
    const ucs2 = Buffer.from(' “rusak”', 'utf16le').swap16();
    const second = one({ dataCoding: 8, esmClass: UDHI, text: Buffer.concat([concatHeader('udh8', 9, 2, 2), ucs2]) });
    expect(read([part(1, 'Jalan'), second]).text).toBe('Jalan “rusak”');
  });

  it('may be packed behind their header', () => {
    const septets = encodeGsm('Jembatan {retak}') ?? Buffer.alloc(0);
    const text = Buffer.concat([concatHeader('udh8', 1, 2, 1), pack(septets, 1)]);
    expect(read([one({ esmClass: UDHI, text })], { packed: true }).text).toBe('Jembatan {retak}');
  });
});

describe('a text for the SMSC', () => {
  it.each([
    ['160 septets', 'a'.repeat(160), 'udh16', 1],
    ['161 septets', 'a'.repeat(161), 'udh16', 2],
    ['159 septets and a brace', `${'a'.repeat(159)}{`, 'udh16', 2],
    ['306 septets with the short header', 'a'.repeat(306), 'udh8', 2],
    ['306 septets with the long one', 'a'.repeat(306), 'udh16', 3],
    ['70 of UCS-2', '“'.repeat(70), 'udh16', 1],
    ['134 of UCS-2 with the short header', '“'.repeat(134), 'udh8', 2],
    ['134 of UCS-2 with the long one', '“'.repeat(134), 'udh16', 3],
    ['a long one in message_payload', 'a'.repeat(400), 'payload', 3],
    ['nothing', '', 'udh16', 1],
  ] as const)('%s', (_name, text, longMessages, count) => {
    expect(segmentsOf(text, ID, { charset: 'gsm', packed: false, longMessages })?.count).toBe(count);
  });

  it('has the same reference each time it is sent, and fits what an SMS holds', () => {
    const rules = { charset: 'gsm', packed: false, longMessages: 'udh16' } as const;
    expect(segmentsOf('a'.repeat(500), ID, rules)).toEqual(segmentsOf('a'.repeat(500), ID, rules));
  });

  it('arrives whole, in whatever form and charset', () => {
    const rules = fc.record({
      charset: fc.constantFrom('gsm' as const, 'latin1' as const, 'ascii' as const),
      packed: fc.boolean(),
      longMessages: fc.constantFrom('udh16' as const, 'udh8' as const, 'sar' as const, 'payload' as const),
    });
    const words = fc.constantFrom('Jalan ', 'rusak {', '€ ', '“x” ', '🌊', 'é', 'TBU-000123 ', '\n');
    const text = fc.array(words, { minLength: 1, maxLength: 120 }).map((list) => `${list.join('')}.`);
    fc.assert(fc.property(text, rules, (whole, how) => expect(joined(whole, how)).toBe(whole)));
  });
});

describe('raw PDUs', () => {
  const raw = new SmppRaw(SETTINGS);

  it('are read from bytes and from hexadecimal digits, parts in any order', async () => {
    const parts = [2, 1].map((number) =>
      deliverSm({
        esmClass: UDHI,
        text: Buffer.concat([concatHeader('udh8', 5, 2, number), Buffer.from(['Jalan ', 'rusak'][number - 1] ?? '')]),
      }),
    );
    const bytes = bytesOf(...parts, deliverSm({ text: 'lain' }));
    const hex = Buffer.from(`${bytes.toString('hex').replace(/(.{32})/g, '$1\n')}\n`);
    const [fromBytes, fromHex] = [await raw.read(bytes, AT), await raw.read(hex, AT)];
    expect(fromHex).toEqual(fromBytes);
    expect(fromBytes.events.map((event) => (event as MessageEvent).text)).toEqual(['Jalan rusak', 'lain']);
  });

  it('are refused by name where they are cut short', async () => {
    await expect(raw.read(bytesOf(deliverSm()).subarray(0, -1), AT)).rejects.toMatchObject({ field: 'command_length' });
    await expect(raw.read(Buffer.from('Jalan rusak'), AT)).rejects.toMatchObject({ field: 'command_length' });
  });

  it('make well-formed events or are refused by name, whatever they hold', async () => {
    const text = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.nat(255),
        fc.nat(255),
        fc.string({ maxLength: 20 }),
        async (content, dataCoding, esmClass, value) => {
          const pdu = deliverSm({
            text: content,
            dataCoding,
            esmClass,
            source: { ton: 1, npi: 1, value: value.replaceAll('\0', '') },
          });
          const result = await raw.read(bytesOf(pdu), AT).catch((error: unknown) => error);
          if (result instanceof Error) expect(result).toBeInstanceOf(MalformedPayloadError);
          else expect((result as { events: MessageEvent[] }).events.flatMap(eventFaults)).toEqual([]);
        },
      ),
    );
  });
});

describe('a refused submit_sm', () => {
  it.each([
    [0x58, 'retry', 5_000],
    [0x14, 'retry', 5_000],
    [0x0b, 'rejected', undefined],
    [0x0a, 'retry', 900_000],
    [0x405, 'rejected', undefined],
  ])('of status %d is %s', (status, outcome, afterMs) => {
    expect(statusOutcome(status)).toMatchObject({
      outcome,
      code: `smpp:0x${status.toString(16).padStart(4, '0')}`,
      ...(afterMs === undefined ? {} : { afterMs }),
    });
  });

  it("follows the channel's own rules first", () => {
    expect(statusOutcome(0x405, new Map([[0x405, { effect: 'opted-out', reason: '' }]]))).toEqual({
      outcome: 'opted-out',
      code: 'smpp:0x0405',
    });
  });
});
