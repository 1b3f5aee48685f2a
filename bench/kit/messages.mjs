import { createHmac } from 'node:crypto';

/** The address that the signatures are made over; requests go to whatever port the server under load has. */
export const PUBLIC_URL = 'https://aduan.example.id';
export const CHANNEL = 'sms-1708';
export const PATH = `/hooks/${CHANNEL}`;
export const SHORT_CODE = '1708';
export const ACCOUNT_SID = 'ACbe0cbe0cbe0cbe0cbe0cbe0cbe0cbe0c';
export const AUTH_TOKEN = 'be0cbe0cbe0cbe0cbe0cbe0cbe0cbe0c';

/** One complaint for each of the five tenants; no word in them is a danger word, a command or a ticket number. */
const COMPLAINTS = [
  ['TANAHBUMBU', 'jalan berlubang di depan pasar lama'],
  ['BADUNG', 'sampah menumpuk di tepi jalan dekat balai banjar'],
  ['BANGLI', 'izin usaha warung kami belum terbit sejak bulan lalu'],
  ['KUBURAYA', 'antrean di puskesmas lama sekali setiap pagi'],
  ['BULELENG', 'bantuan hibah untuk kelompok kami belum cair'],
];
const PLACES = [
  'Kusan',
  'Batulicin',
  'Satui',
  'Kuta',
  'Mengwi',
  'Kintamani',
  'Susut',
  'Sungai Raya',
  'Rasau',
  'Seririt',
  'Sawan',
];

/**
 * @typedef {{ sid: string, from: string, text: string, keyword: string }} Message
 */

/**
 * The message number `index` of a set: the same each time, its sender and its text unlike any other's.
 * @param {number} set 0 to 98; sets share no sender
 * @param {number} index 0 to 999,999
 * @param {number} [sender] another message's index, to write as the same sender
 * @returns {Message}
 */
export function makeMessage(set, index, sender = index) {
  const [keyword = '', complaint = ''] = COMPLAINTS[index % COMPLAINTS.length] ?? [];
  const place = PLACES[index % PLACES.length] ?? '';
  const serial = index.toString(36).toUpperCase().padStart(4, '0');
  return {
    sid: `SM${set.toString(16).padStart(8, '0')}${index.toString(16).padStart(24, '0')}`,
    from: `+62811${String(set * 1_000_000 + sender + 1).padStart(8, '0')}`,
    keyword,
    text: `${keyword} ${complaint}, wilayah ${place} gang ${serial}${String.fromCharCode(65 + (set % 26))}, sudah ${String(2 + (index % 27))} hari`,
  };
}

/**
 * What Twilio posts for it. https://www.twilio.com/docs/messaging/guides/webhook-request
 * @param {Message} message
 * @returns {Record<string, string>}
 */
export function formOf({ sid, from, text }) {
  return {
    ToCountry: 'ID', ToState: '', SmsMessageSid: sid, NumMedia: '0', ToCity: '', FromZip: '', SmsSid: sid, FromState: '',
    SmsStatus: 'received', FromCity: '', Body: text, FromCountry: 'ID', To: SHORT_CODE, ToZip: '', NumSegments: '1',
    MessageSid: sid, AccountSid: ACCOUNT_SID, From: from, ApiVersion: '2010-04-01',
  }; // prettier-ignore
}

/**
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security
 * @param {string} url
 * @param {Readonly<Record<string, string>>} form
 */
export function signatureOf(url, form) {
  let signed = url;
  for (const name of Object.keys(form).sort()) signed += name + (form[name] ?? '');
  return createHmac('sha1', AUTH_TOKEN).update(signed, 'utf8').digest('base64');
}

/**
 * Body and headers of one webhook call.
 * @param {Message} message
 */
export function webhookOf(message) {
  const form = formOf(message);
  return {
    body: new URLSearchParams(form).toString(),
    headers: {
      host: new URL(PUBLIC_URL).host,
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'x-forwarded-proto': 'https',
      'i-twilio-idempotency-token': message.sid.slice(2),
      'x-twilio-signature': signatureOf(PUBLIC_URL + PATH, form),
    },
  };
}

/**
 * The same as bytes for the wire (HTTP/1.1, kept alive), so that nothing is computed while the clock runs.
 * @param {Message} message
 */
export function requestBytes(message) {
  const { body, headers } = webhookOf(message);
  const head = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return Buffer.from(`POST ${PATH} HTTP/1.1\r\n${head}\r\n${body}`);
}
