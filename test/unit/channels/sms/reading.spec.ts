import { parseForm } from '../../../../src/channels/wire/form.js';
import { formatNumber, smsAddress } from '../../../../src/channels/sms/phone.js';
import { retryAfterMs, toExchangeError } from '../../../../src/channels/wire/exchange.js';
import { sanitise } from '../../../../src/channels/wire/text.js';
import { setAt, textAt } from '../../../../src/channels/wire/json-path.js';

describe('senders', () => {
  it.each([
    ['+6281100000001', '+6281100000001', false],
    ['6281100000001', '+6281100000001', false],
    ['081100000001', '+6281100000001', false],
    ['0811-0000-0001', '+6281100000001', false],
    ['+62 811 0000 0001', '+6281100000001', false],
    [' 6281100000001', '+6281100000001', false],
    ['14155550006', '+14155550006', false],
    ['1708', '1708', true],
    ['858', '858', true],
    ['BANKDAERAH', 'BANKDAERAH', true],
    ['Info-BPJS', 'Info-BPJS', true],
    ['+A', 'A', true],
  ])('%j is %s', (raw, value, machine) => {
    expect(smsAddress(raw)).toEqual({ address: { kind: 'phone', value }, machine });
  });

  it.each([
    '',
    ' ',
    '+',
    'whatsapp:+6281100000001',
    '+62811000000012345678',
    '1',
    'a'.repeat(20),
    '<b>',
    '\0',
    '+0811000000',
  ])('%j is nobody', (raw) => {
    expect(smsAddress(raw)).toBeUndefined();
  });

  it.each([
    ['+6281100000001', 'e164', '+6281100000001'],
    ['+6281100000001', 'plus-less', '6281100000001'],
    ['+6281100000001', 'national', '081100000001'],
    ['+15005550006', 'national', '15005550006'],
    ['1708', 'plus-less', '1708'],
  ] as const)('%s as %s is %s', (value, format, written) => {
    expect(formatNumber(value, format)).toBe(written);
  });
});

describe('forms', () => {
  it('reads as WHATWG says, the first of repeated names', () => {
    expect(parseForm('a=1+2&b=%F0%9F%8C%8A&a=3&&c', 'body')).toEqual({
      fields: Object.assign(Object.create(null) as object, { a: '1 2', b: '🌊', c: '' }),
      repeated: true,
    });
  });
  it.each([
    [Buffer.from('Body=%ZZ'), 'Body'],
    [Buffer.from('Body=%C3%28'), 'Body'],
    [Buffer.from([0x42, 0x3d, 0xff]), 'body'],
    [Buffer.from('%FF=1'), 'body'],
    [Buffer.from('rahasia saya %=%ZZ'), 'body'],
  ])('%j is malformed', (bytes, field) => {
    expect(() => parseForm(bytes, 'body')).toThrow(expect.objectContaining({ field }) as Error);
  });
  it('knows no prototype', () => {
    const { fields } = parseForm('__proto__=x&toString=y', 'body');
    expect(Object.getPrototypeOf(fields)).toBeNull();
    expect(fields.toString).toBe('y');
  });
});

describe('JSON paths', () => {
  it('reads own scalars only', () => {
    const document: unknown = JSON.parse('{"a":{"b":[{"c":7}]},"__proto__":{"x":"own"},"big":12345678901234567890}');
    expect(textAt(document, 'a.b.0.c')).toBe('7');
    expect(textAt(document, 'a.b')).toBeUndefined();
    expect(textAt(document, 'constructor.name')).toBeUndefined();
    expect(textAt(document, 'a.b.length')).toBeUndefined();
    expect(textAt(document, 'big')).toBeUndefined();
  });
  it('makes objects and lists', () => {
    const document: Record<string, unknown> = {};
    setAt(document, 'to.0.number', '1');
    setAt(document, 'to.1.number', '2');
    setAt(document, 'x', true);
    expect(document).toEqual({ to: [{ number: '1' }, { number: '2' }], x: true });
  });
});

describe("providers' words", () => {
  it.each([
    ["The 'To' number +6281100000001 is not valid", "The 'To' number … is not valid"],
    ['cannot reach 0811-0000-0001 or a@b.id', 'cannot reach … or …'],
    ['text "lampu mati" refused', 'text … refused'],
    ['code 21999', 'code 21999'],
  ])('%j becomes %j', (text, clean) => {
    expect(sanitise(text)).toBe(clean);
  });

  it('reads Retry-After in seconds and as a date, within a second and a day', () => {
    const now = Date.parse('2026-11-21T08:00:00Z');
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs('Sat, 21 Nov 2026 08:01:00 GMT', now)).toBe(60_000);
    expect(retryAfterMs('Sat, 21 Nov 2026 07:00:00 GMT', now)).toBe(1_000);
    expect(retryAfterMs('999999999', now)).toBe(86_400_000);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs(undefined, now)).toBeUndefined();
  });

  it.each([
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, false],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, false],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, false],
    [{ code: 'CERT_HAS_EXPIRED' }, false],
    [{ code: 'ECONNRESET' }, true],
    [{ code: 'UND_ERR_HEADERS_TIMEOUT' }, true],
    [{ name: 'TimeoutError', code: 23 }, true],
    ['odd', true],
  ])('%j may have arrived: %s', (error, mayHaveArrived) => {
    expect(toExchangeError(error).mayHaveArrived).toBe(mayHaveArrived);
  });
});
