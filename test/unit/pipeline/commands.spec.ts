import { command } from '../../../src/pipeline/command/command.js';
import { isStatusQuestion } from '../../../src/pipeline/command/status-question.js';
import { findTicketNumber, formatTicketNumber } from '../../../src/pipeline/identify/ticket-number.js';
import { runPipeline } from '../../../src/pipeline/pipeline.js';
import { fold, hasKeyword } from '../../../src/pipeline/text.js';
import { thread } from '../../../src/pipeline/thread/thread.js';
import { citizenMessage, LIMITS, stepInput, ticketRef, webForm } from '../../kit/messages.js';
import { shippedChannel, shippedConfig, shippedTenant } from '../../kit/shipped.js';

const tbu = shippedTenant('tanah-bumbu');
const all = shippedConfig().tenants.all();

describe('ticket numbers', () => {
  it.each([
    ['STATUS TBU-000123', 'TBU-000123'],
    ['status tbu 123', 'TBU-000123'],
    ['TBU123', 'TBU-000123'],
    ['soal tbu–000123 belum beres', 'TBU-000123'],
    ['TBU.123', 'TBU-000123'],
    ['TBU-1234567', 'TBU-1234567'],
    ['STATUS 123', 'TBU-000123'],
    ['STATUS #123', 'TBU-000123'],
    ['cek no. 123', 'TBU-000123'],
    ['no. 123 belum beres', 'TBU-000123'],
    ['status aduan nomor 123', 'TBU-000123'],
    ['TAMBAH 123 sekarang makin parah', 'TBU-000123'],
    ['aduan 00123 belum beres', 'TBU-000123'],
    ['#123 belum beres', 'TBU-000123'],
  ])('%j names %s', (text, number) => {
    expect(findTicketNumber(text, [tbu])?.number).toBe(number);
  });

  it.each([
    ['jalan rusak di depan rumah no 12'],
    ['Jl Merdeka No. 12 lampu mati'],
    ['harga gas 35000'],
    ['123'],
    ['RT 12 banjir'],
    ['XTBU-123'],
    ['TBU-123a'],
    ['BDG-000123'],
    ['laporan 3 hari lalu belum ditangani'],
    ['aduan 2 minggu lalu belum ditangani'],
    ['status'],
  ])('%j names none', (text) => {
    expect(findTicketNumber(text, [tbu])?.number).toBeUndefined();
  });

  it('takes a bare number only where one tenant is meant', () => {
    expect(findTicketNumber('STATUS 123', all)?.number).toBeUndefined();
    const found = findTicketNumber('STATUS BDG-000123', all);
    expect([found?.number, found?.tenant.slug]).toEqual(['BDG-000123', 'badung']);
  });

  it('are padded to six digits and grow beyond', () => {
    expect(formatTicketNumber('TBU', 7)).toBe('TBU-000007');
    expect(formatTicketNumber('TBU', 12_345_678n)).toBe('TBU-12345678');
  });
});

describe('a question about the status', () => {
  it.each([
    'STATUS',
    'status?',
    'Status 123',
    'CEK TBU-000123',
    'cek tbu000123',
    'status aduan saya',
    'cek laporan no. 123',
    'status tiket #123',
  ])('is %j', (text) => {
    expect(isStatusQuestion({ folded: fold(text) })).toBe(true);
  });

  it.each([
    'status jalan di desa kami rusak',
    'status air mati',
    'cek got bau sekali',
    'cek air pdam mati',
    'statusnya bagaimana jalan kami',
    'kami mau cek status',
    'status 123 belum beres, jalannya makin rusak',
  ])('is not %j', (text) => {
    expect(isStatusQuestion({ folded: fold(text) })).toBe(false);
  });
});

describe('the command step', () => {
  const run = (text: string, known = {}) => command(stepInput(citizenMessage(text), known)).ending;

  it('answers a question about an own ticket', () => {
    const namedTicket = ticketRef();
    expect(run('TANAHBUMBU STATUS 123', { namedTicket, contactId: 'contact-1' })).toEqual({
      outcome: 'command', command: 'status', reply: { purpose: 'status', text: 'status TBU-000123' },
    }); // prettier-ignore
  });

  it("promise 8: says the same of another's ticket and of one that is not there", () => {
    const notFound = {
      outcome: 'command',
      command: 'status',
      reply: { purpose: 'status', text: 'statusNotFound TBU-000123' },
    };
    expect(
      run('TANAHBUMBU STATUS 123', { namedTicket: ticketRef({ contactId: 'contact-2' }), contactId: 'contact-1' }),
    ).toEqual(notFound);
    expect(
      run('TANAHBUMBU STATUS 123', { namedTicket: ticketRef({ contactId: null }), contactId: 'contact-1' }),
    ).toEqual(notFound);
    expect(run('TANAHBUMBU STATUS 123', { namedTicket: ticketRef({ contactId: null }) })).toEqual(notFound);
    expect(run('TANAHBUMBU STATUS 123')).toEqual(notFound);
  });

  it('without a number speaks of the latest ticket, or of none', () => {
    expect(
      run('TANAHBUMBU STATUS', { lastTicket: ticketRef({ number: 'TBU-000009' }), contactId: 'contact-1' }),
    ).toMatchObject({ reply: { text: 'status TBU-000009' } });
    expect(run('TANAHBUMBU STATUS')).toMatchObject({ reply: { text: 'statusNone' } });
  });

  it.each(['BANTUAN', 'help', 'Info', 'cara lapor', 'format?'])('explains itself to %j', (words) => {
    expect(run(`TANAHBUMBU ${words}`)).toMatchObject({ command: 'help', reply: { purpose: 'help', text: 'help' } });
  });

  it.each(['TANAHBUMBU', 'TANAHBUMBU ...', 'TANAHBUMBU 🙏'])(
    'asks for the complaint behind a keyword alone: %j',
    (text) => {
      expect(run(text)).toMatchObject({ command: 'keyword-alone', reply: { text: 'keywordAlone' } });
    },
  );

  it('takes a keyword with a photo, or with a place, for a complaint', () => {
    const photo = { attachments: [{ contentType: 'image/jpeg', inline: false, ref: 'r' }] };
    expect(command(stepInput(citizenMessage('TANAHBUMBU', { event: photo }))).ending).toBeUndefined();
    expect(
      command(stepInput(citizenMessage('TANAHBUMBU', { event: { location: { latitude: -3.4, longitude: 115.9 } } })))
        .ending,
    ).toBeUndefined();
  });

  it.each([
    'TANAHBUMBU tolong jalan rusak',
    'TANAHBUMBU info jalan rusak di Satui',
    'TANAHBUMBU status jalan di desa kami rusak',
    'TANAHBUMBU cara petugas melayani kasar',
  ])('leaves the complaint %j alone', (text) => {
    expect(run(text)).toBeUndefined();
  });

  it('helps who names no tenant once a day, and counts each such message', () => {
    expect(run('jalan rusak')).toEqual({
      outcome: 'command',
      command: 'no-tenant',
      reply: { purpose: 'help', text: 'helpShared' },
    });
    const again = command(stepInput(citizenMessage('jalan rusak'), { sharedHelpToday: 1, automaticToday: 1 }));
    expect(again.ending).toEqual({ outcome: 'command', command: 'no-tenant' });
    expect(again.decisions).toEqual([
      { step: 'command', outcome: 'no-tenant-unanswered', rule: 'answered today already' },
    ]);
  });

  it('promise 11: stays silent at the cap, which is the lower of the two', () => {
    expect(run('TANAHBUMBU STATUS', { automaticToday: tbu.automaticMessagesPerDay - 1 })).toHaveProperty('reply');
    const capped = command(
      stepInput(citizenMessage('TANAHBUMBU STATUS'), { automaticToday: tbu.automaticMessagesPerDay }),
    );
    expect(capped.ending).toEqual({ outcome: 'command', command: 'status' });
    expect(capped.decisions?.[0]).toMatchObject({
      outcome: 'status-unanswered',
      rule: 'cap of 10 automatic messages a day',
    });
    const input = stepInput(citizenMessage('TANAHBUMBU STATUS'), { automaticToday: 3 });
    expect(command({ ...input, limits: { ...LIMITS, automaticMessagesPerDay: 3 } }).ending).not.toHaveProperty('reply');
  });
});

describe('the thread step', () => {
  const run = (text: string, known = {}, event = {}) =>
    thread(
      stepInput(
        citizenMessage(text, { event, ...('form' in event && { channel: shippedChannel('web-tanahbumbu') }) }),
        known,
      ),
    );

  it('attaches to an own ticket by its number', () => {
    const namedTicket = ticketRef();
    expect(run('TANAHBUMBU TAMBAH 123 makin parah', { namedTicket, contactId: 'contact-1' })).toEqual({
      decisions: [{ step: 'thread', outcome: 'TBU-000123', rule: 'number', score: 1 }],
      ending: {
        outcome: 'follow-up',
        ticketId: namedTicket.id,
        event: 'message-added',
        burst: {
          from: new Date('2026-11-20T03:00:00Z'),
          until: new Date('2026-11-20T03:01:00Z'),
          settles: false,
        },
        reply: { purpose: 'follow-up', text: 'followUp TBU-000123' },
      },
    });
  });

  it("promise 8: opens a new ticket for somebody else's number, and only records the link", () => {
    const result = run('TANAHBUMBU TAMBAH 123 makin parah', {
      namedTicket: ticketRef({ contactId: 'contact-2' }),
      contactId: 'contact-1',
    });
    expect(result.ending).toBeUndefined();
    expect(result.decisions).toEqual([
      { step: 'thread', outcome: 'new', rule: "names TBU-000123, not the sender's", score: 0 },
    ]);
  });

  it('leaves a question about a status to the command step', () => {
    expect(run('TANAHBUMBU STATUS 123', { namedTicket: ticketRef(), contactId: 'contact-1' })).toEqual({});
    expect(run('STATUS TBU000123', { namedTicket: ticketRef(), contactId: 'contact-1' })).toEqual({});
  });

  it.each(['terima kasih', 'Terima kasih!', 'OK 👍', 'Matur suksma', 'ok, makasih', 'siap'])(
    'notes the thanks %j on the latest ticket',
    (words) => {
      const lastTicket = ticketRef({ state: 'answered' });
      expect(run(`TANAHBUMBU ${words}`, { lastTicket }).ending).toEqual({
        outcome: 'follow-up',
        ticketId: lastTicket.id,
        event: 'thanked',
      });
    },
  );

  it('promise 8: joins nothing by a form: the number that it gives is claimed, not proven', () => {
    const known = { namedTicket: ticketRef(), lastTicket: ticketRef(), contactId: 'contact-1' };
    const event = { form: webForm() };
    expect(run('TBU-000123 makin parah', known, event).ending).toBeUndefined();
    expect(run('STATUS TBU-000123', known, event).ending).toBeUndefined();
    expect(run('terima kasih', known, event).ending).toBeUndefined();
    expect(
      command(
        stepInput(citizenMessage('STATUS TBU-000123', { event, channel: shippedChannel('web-tanahbumbu') }), known),
      ).ending,
    ).toBeUndefined();
  });

  it.each([
    [{}, 'follow-up'],
    [{ channelId: 'sms-other' }, undefined],
    [{ contactId: 'contact-2' }, undefined],
    [{ openedAt: new Date('2026-11-20T02:58:00Z') }, undefined],
  ])('joins what is being written on that channel by that sender only: %j', (differs, outcome) => {
    const lastTicket = ticketRef({ openedAt: new Date('2026-11-20T02:59:30Z'), ...differs });
    const input = stepInput(citizenMessage('di depan SD'), { lastTicket, contactId: 'contact-1' });
    const { ending } = thread({ ...input, identity: { ...input.identity, tenant: tbu } });
    expect(ending?.outcome).toBe(outcome);
  });

  it('takes thanks for nothing more than that', () => {
    expect(run('TANAHBUMBU terima kasih, tapi jalannya masih rusak', { lastTicket: ticketRef() })).toEqual({});
    expect(run('TANAHBUMBU terima kasih')).toEqual({});
    expect(
      run(
        'TANAHBUMBU ok',
        { lastTicket: ticketRef() },
        { attachments: [{ contentType: 'image/jpeg', inline: false, ref: 'r' }] },
      ),
    ).toEqual({});
  });
});

describe('the whole list of steps', () => {
  it.each([
    ['TANAHBUMBU jalan berlubang di Kusan Hilir', {}, 'ticket'],
    ['TANAHBUMBU status air mati', {}, 'ticket'],
    ['TANAHBUMBU', {}, 'command'],
    ['jalan berlubang', {}, 'command'],
    ['TANAHBUMBU jalan berlubang', { sameText: ticketRef() }, 'duplicate'],
    ['TANAHBUMBU TAMBAH 123 makin parah', { namedTicket: ticketRef(), contactId: 'contact-1' }, 'follow-up'],
    ['TANAHBUMBU TAMBAH 123 makin parah', {}, 'ticket'],
  ])('ends %j as it must', (text, known, outcome) => {
    const { ending, decisions } = runPipeline(stepInput(citizenMessage(text), known));
    expect(ending.outcome).toBe(outcome);
    if (outcome === 'ticket')
      expect(decisions.map(({ step }) => step)).toEqual(expect.arrayContaining(['categorise', 'route']));
  });

  it('counts a repeat without a reply at the cap', () => {
    const sameText = ticketRef();
    expect(runPipeline(stepInput(citizenMessage('TANAHBUMBU x y'), { sameText })).ending).toEqual({
      outcome: 'duplicate', ticketId: sameText.id, reply: { purpose: 'duplicate', text: 'duplicate TBU-000123' },
    }); // prettier-ignore
    expect(runPipeline(stepInput(citizenMessage('TANAHBUMBU x y'), { sameText, automaticToday: 10 })).ending).toEqual({
      outcome: 'duplicate',
      ticketId: sameText.id,
    });
  });
});

describe('folding', () => {
  it.each([
    ['  Jalan—RUSAK!! ', 'jalan rusak'],
    ['Ja\u200blan\u00a0rusak', 'jalan rusak'],
    ['café CAFÉ cafe\u0301', 'cafe cafe cafe'],
    ['a\tb\r\nc', 'a b c'],
    ['🚧🙏', ''],
    ['ﬁle １２', 'file 12'],
  ])('makes %j one string', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('finds stems and phrases at the beginning of words, short words alone', () => {
    expect(hasKeyword('jalan berlubangnya dalam', 'berlubang')).toBe(true);
    expect(hasKeyword('perlubangan', 'lubang')).toBe(false);
    expect(hasKeyword('urus ktp hilang', 'ktp')).toBe(true);
    expect(hasKeyword('obatnya ktpku', 'ktp')).toBe(false);
  });
});
