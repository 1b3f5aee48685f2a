import { readMail } from '../../../../src/channels/email/read-mail.js';
import { readReplyToken, replyAddress } from '../../../../src/channels/email/reply-address.js';
import type { MailProof } from '../../../../src/channels/email/thread.js';
import type { ThreadHints } from '../../../../src/messaging/inbound-event.js';
import { mail, messageOf } from './mails.js';

const trustedAuthserv = 'mx.google.com';
const hints = (header: readonly string[], proof: MailProof): ThreadHints =>
  messageOf(readMail(mail(header), proof).events).thread;
const vouched = (results: readonly string[], from = ['From: Siti <siti@warga.example>']): boolean =>
  hints([...results.map((result) => `Authentication-Results: ${result}`), ...from], { trustedAuthserv })
    .authenticated === true;

describe("promise 8: our own mail server's word on the sender", () => {
  it.each([
    [
      'as Gmail writes it',
      'mx.google.com;\r\n       dkim=pass header.i=@warga.example header.s=s1 header.b=abc;\r\n       spf=pass (google.com: domain of siti@warga.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=siti@warga.example;\r\n       dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=warga.example',
    ],
    ['with a version and other case', 'MX.Google.com 1; DMARC=Pass header.from=WARGA.example'],
    ['with blanks and a comment', 'mx.google.com; dmarc = pass (p=none; dis=none) header.from = warga.example'],
    ['with a version of the method', 'mx.google.com; dmarc/1=pass reason="a; b" header.from=warga.example'],
  ])('%s', (_name, result) => expect(vouched([result])).toBe(true));

  it.each([
    ["another server's", 'mx.warga.example; dmarc=pass header.from=warga.example'],
    ['one that only begins like it', 'mx.google.com.warga.example; dmarc=pass header.from=warga.example'],
    ['a failure', 'mx.google.com; dmarc=fail (p=REJECT) header.from=warga.example'],
    ['none', 'mx.google.com; dmarc=none header.from=warga.example'],
    ['only DKIM and SPF', 'mx.google.com; dkim=pass header.i=@warga.example; spf=pass smtp.mailfrom=warga.example'],
    ["a pass for another's domain", 'mx.google.com; dmarc=pass header.from=jahat.example'],
    ['a pass for no domain', 'mx.google.com; dmarc=pass'],
    ['two verdicts', 'mx.google.com; dmarc=pass header.from=warga.example; dmarc=fail header.from=warga.example'],
    ['two domains', 'mx.google.com; dmarc=pass header.from=jahat.example header.from=warga.example'],
    ['a pass in a comment', 'mx.google.com; dmarc=fail (; dmarc=pass header.from=warga.example)'],
    ['a pass in quotes', 'mx.google.com; spf=fail reason="; dmarc=pass header.from=warga.example"'],
    ['nothing at all', ''],
    ['what never ends', 'mx.google.com; dmarc=pass (header.from=warga.example'],
  ])('is not %s', (_name, result) => expect(vouched([result])).toBe(false));

  it('is its topmost: what came with the mail stands below', () => {
    const [ours, forged] = [
      'mx.google.com; dmarc=fail header.from=warga.example',
      'mx.google.com; dmarc=pass header.from=warga.example',
    ];
    expect(vouched([ours, forged])).toBe(false);
    expect(vouched([forged, ours])).toBe(true);
    // Our server had nothing to say of DMARC.
    expect(vouched(['mx.google.com; spf=pass smtp.mailfrom=warga.example', forged])).toBe(false);
    expect(vouched(['mx.jahat.example; dmarc=fail header.from=x', forged])).toBe(true);
  });

  it.each([
    [['From: siti@warga.example', 'From: budi@warga.example']],
    [['From: siti@warga.example, budi@warga.example']],
    [['Sender: siti@warga.example']],
    [['From: "siti@warga.example" <budi@jahat.example>']],
  ])('vouches for one mailbox in From only, not for %j', (from) =>
    expect(vouched(['mx.google.com; dmarc=pass header.from=warga.example'], from)).toBe(false),
  );

  it('counts for nothing where no server is trusted', () => {
    const header = [
      'Authentication-Results: mx.google.com; dmarc=pass header.from=warga.example',
      'From: siti@warga.example',
    ];
    expect(hints(header, {})).toEqual({});
  });
});

describe('promise 8: a reply address', () => {
  const replies = { address: 'lapor@desa.example', secret: 'rahasia-enam-belas' };
  const id = '0192f0c1-0000-7000-8000-0123456789ab';
  const given = replyAddress(id, 'siti@warga.example', replies) ?? '';
  const sentBy = (from: string, to: string): ThreadHints => hints([`From: ${from}`, `To: ${to}`], { replies });

  it('is proof for the one whom it was given to, in whatever case', () => {
    expect(sentBy('SITI@warga.example', given)).toEqual({ replyToken: id });
    expect(sentBy('siti@warga.example', given.toUpperCase())).toEqual({ replyToken: id });
  });

  it('forwarded to another, or made up, is only a hint', () => {
    expect(sentBy('budi@warga.example', given)).toEqual({ foreignToken: id });
    const other = replyAddress(id, 'siti@warga.example', { ...replies, secret: 'lain-enam-belas-lagi' }) ?? '';
    expect(sentBy('siti@warga.example', other)).toEqual({ foreignToken: id });
  });

  it("is the sender's own where they answer to all", () => {
    const others = replyAddress('0192f0c1-0000-7000-8000-0123456789ac', 'budi@warga.example', replies) ?? '';
    expect(sentBy('siti@warga.example', `${others}, ${given}`)).toEqual({ replyToken: id });
  });

  it.each([
    'lapor@desa.example',
    'lapor+bukan-token@desa.example',
    given.replace('lapor', 'orang'),
    given.replace('desa.', 'kota.'),
    given.replace('+', '+a'),
  ])('is nothing else: %s', (address) =>
    expect(readReplyToken(address, 'siti@warga.example', replies)).toBeUndefined(),
  );
});
