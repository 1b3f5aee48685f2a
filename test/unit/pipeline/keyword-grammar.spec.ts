import { identify } from '../../../src/pipeline/identify/identify.js';
import type { Channel } from '../../../src/messaging/ports.js';
import { citizenMessage, webForm } from '../../kit/messages.js';
import { shippedChannel, shippedConfig } from '../../kit/shipped.js';

const { tenants } = shippedConfig();
const onShared = (text: string) => identify(citizenMessage(text), tenants);

const COMPLAINT = 'jalan berlubang di Kusan Hilir';

describe('the keyword grammar on the shared number', () => {
  it.each([
    // what the citizen typed, whose it is, what is left of it
    ['TANAHBUMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANAH BUMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['tanah bumbu jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['tanahbumbu: jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['Tanah-Bumbu, jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TNAHBUMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANABHUMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANAHBUMMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANHBUNBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TNAH BUMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANAHBUMBU (Spasi) jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANAHBUMBU(spasi)jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANAHBUMBU <spasi> jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANAHBUMBU spasi jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANAHBUMBUjalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANAHBUMBU\njalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['  "TANAHBUMBU"  jalan berlubang di Kusan Hilir  ', 'tanah-bumbu', COMPLAINT],
    ['🙏🏽 TANAHBUMBU 🚧 jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['☎️ TANAHBUMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TÀNÁHBUMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TA\u0300NAHBUMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['\u200bTANAH\u200bBUMBU\u200b jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['\ufeffTANAHBUMBU jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['ＴＡＮＡＨＢＵＭＢＵ jalan berlubang di Kusan Hilir', 'tanah-bumbu', COMPLAINT],
    ['TANAHBUMBU', 'tanah-bumbu', ''],
    ['TANAHBUMBU (Spasi)', 'tanah-bumbu', ''],
    ['TANAHBUMBU STATUS 123', 'tanah-bumbu', 'STATUS 123'],
    ['BADUNG sampah menumpuk di Mengwi', 'badung', 'sampah menumpuk di Mengwi'],
    ['BADNUG sampah menumpuk di Mengwi', 'badung', 'sampah menumpuk di Mengwi'],
    ['BANGLI izin belum terbit', 'bangli', 'izin belum terbit'],
    ['KUBU RAYA obat habis', 'kubu-raya', 'obat habis'],
    ['kuburaya obat habis', 'kubu-raya', 'obat habis'],
    ['DINKES KKR obat habis', 'kubu-raya', 'obat habis'],
    ['BULELENG hibah belum cair', 'buleleng', 'hibah belum cair'],
    // A place of which the complaint speaks later is no keyword.
    ['TANAHBUMBU jalan ke BADUNG rusak', 'tanah-bumbu', 'jalan ke BADUNG rusak'],
    // The prefix of a ticket number says whose it is.
    ['STATUS TBU-000123', 'tanah-bumbu', 'STATUS TBU-000123'],
  ])('%j is for %s', (text, tenant, rest) => {
    const { identity, decision } = onShared(text);
    expect(identity.tenant?.slug).toBe(tenant);
    expect(identity.text).toBe(rest);
    expect(decision.outcome).toBe(tenant);
  });

  it.each([
    ['jalan berlubang di Kusan Hilir'],
    ['SURABAYA jalan berlubang'],
    ['TANAH LONGSOR di desa kami'],
    ['tanah sawah kami kering'],
    ['jalan di TANAHBUMBU berlubang'],
    ['DUNG jalan rusak'],
    ['BADUNGjalan rusak'],
    ['123'],
    ['🙏'],
    [''],
  ])('%j is for nobody, and keeps its words', (text) => {
    const { identity, decision } = onShared(text);
    expect(identity.tenant).toBeUndefined();
    expect(identity.text).toBe(text);
    expect(decision).toMatchObject({ step: 'identify', outcome: 'no-tenant', rule: 'none', score: 0 });
  });

  it('scores the exact keyword above a mistyped one and says which rule decided', () => {
    expect(onShared('TANAHBUMBU x').decision).toEqual({
      step: 'identify',
      outcome: 'tanah-bumbu',
      rule: 'keyword TANAHBUMBU',
      score: 1,
    });
    expect(onShared('TNAHBUMBU x').decision.score).toBeCloseTo(0.9);
    expect(onShared('STATUS TBU-7').decision).toMatchObject({ rule: 'ticket-number', score: 1 });
  });

  it('keeps what PostgreSQL can hold: neither NUL nor half a surrogate pair', () => {
    expect(onShared('TANAHBUMBU jalan\u0000 rusak \ud83d').identity.text).toBe('jalan rusak \ufffd');
  });
});

describe("the keyword on a tenant's own number", () => {
  const own: Channel = { id: 'sms-own', kind: 'sms', provider: 'http', enabled: true, tenant: 'tanah-bumbu' };
  const onOwn = (text: string) => identify(citizenMessage(text, { channel: own }), tenants).identity;

  it.each([
    ['TANAHBUMBU jalan rusak', 'jalan rusak'],
    ['Tanah Bumbu: jalan rusak', 'jalan rusak'],
    ['jalan rusak', 'jalan rusak'],
    // A near miss is more likely a word of the complaint; another tenant's keyword is no keyword here.
    ['Tanah bambu longsor', 'Tanah bambu longsor'],
    ['BADUNG lebih rapi dari sini', 'BADUNG lebih rapi dari sini'],
  ])('%j leaves %j', (text, rest) => {
    expect(onOwn(text)).toMatchObject({ text: rest, tenant: { slug: 'tanah-bumbu' } });
  });
});

describe('a form', () => {
  it('names its tenant and keeps every word', () => {
    const message = citizenMessage('BADUNG jalan rusak', {
      channel: shippedChannel('web-tanahbumbu'),
      event: { form: webForm() },
    });
    const { identity, decision } = identify(message, tenants);
    expect(identity).toMatchObject({ tenant: { slug: 'tanah-bumbu' }, text: 'BADUNG jalan rusak' });
    expect(identity.keyword).toBeUndefined();
    expect(decision.rule).toBe('channel');
  });

  it('keeps the tenant keyword too, as part of the sentence', () => {
    const message = citizenMessage('Tanah Bumbu kotor', {
      channel: shippedChannel('web-tanahbumbu'),
      event: { form: webForm() },
    });
    expect(identify(message, tenants).identity.text).toBe('Tanah Bumbu kotor');
  });
});
