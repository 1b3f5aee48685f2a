import type { PhoneMessage } from '../../src/sandbox/phone.js';
import type { ChannelConfig } from '../../src/settings/gateway-config.js';
import { TestGateway } from '../kit/gateway.js';
import { shippedConfig } from '../kit/shipped.js';
import { until } from '../kit/wait.js';

/**
 * For each tenant and each of its enabled channels, as the shipped configuration has them: a complaint in,
 * the acknowledgement back on the same channel, an operator's answer back, and a follow-up attached, by the
 * way of that channel: a number in an SMS, a quotation in a chat, a reply by mail.
 */
type Kind = ChannelConfig['kind'];

const COMPLAINT = 'Lampu penerangan di depan kantor padam sejak kemarin';
const ANSWER = 'Lampu sudah kami ganti.';
const PHOTO = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const FOLLOW_UP = 'Sebelah utara masih padam';

interface Way {
  tenant: string;
  channelId: string;
  kind: Kind;
  /** What a shared number needs before the complaint. */
  keyword: string;
}

/** What a first message has besides its text: a mail its subject, a form the photo that an office may ask for. */
const BESIDE: Partial<Record<Kind, object>> = {
  email: { subject: 'Lampu jalan' },
  web: { attachments: [{ filename: 'lampu.png', contentType: 'image/png', base64: PHOTO }] },
};

/** How the citizen comes back to what was said. */
const FOLLOW_UPS: Partial<Record<Kind, (way: Way, number: string, answer: PhoneMessage) => object>> = {
  sms: ({ keyword }, number) => ({ text: `${keyword}${number} ${FOLLOW_UP}` }),
  whatsapp: (_way, _number, { id }) => ({ text: FOLLOW_UP, quotes: id }),
  // The form's reporter asked for answers by SMS, and writes back to the number that they came from.
  web: ({ tenant }, number, { channelId }) => ({
    text: `${tenants.bySlug(tenant)?.keywords[0] ?? ''} ${number} ${FOLLOW_UP}`,
    channelId,
  }),
  // Said to a clerk, who asks for the number.
  manual: ({ keyword }, number) => ({ text: `${keyword}${number} ${FOLLOW_UP}` }),
  email: (_way, _number, { id, subject }) => ({ text: FOLLOW_UP, inReplyTo: id, subject: `Re: ${subject ?? ''}` }),
};

const { gateway: shippedGateway, tenants } = shippedConfig();
const enabled = shippedGateway.channels.filter((channel) => channel.enabled);
const ways: Way[] = tenants.all().flatMap((tenant) =>
  enabled
    .filter((channel) => channel.tenant === undefined || channel.tenant === tenant.slug)
    .map(({ id, kind, tenant: owner }) => ({
      tenant: tenant.slug,
      channelId: id,
      kind,
      keyword: owner === undefined ? `${tenant.keywords[0] ?? ''} ` : '',
    })),
);

let gateway: TestGateway;
let people = 0;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 60_000);
afterAll(() => gateway.stop());

/** Another person for each way, by what the channel knows people by. */
function somebody(kind: Kind): string {
  people += 1;
  const serial = String(people).padStart(3, '0');
  return kind === 'email' ? `warga${serial}@warga.example` : `+6281100002${serial}`;
}

it('leaves no kind of channel out', () => {
  const kinds = new Set(ways.map(({ kind }) => kind));
  expect([...kinds].filter((kind) => !(kind in FOLLOW_UPS))).toEqual([]);
  expect(new Set(ways.map(({ tenant }) => tenant)).size).toBe(5);
  expect(new Set(ways.map(({ channelId }) => channelId))).toEqual(new Set(enabled.map(({ id }) => id)));
});

describe.each(ways.filter(({ kind }) => kind in FOLLOW_UPS))('$tenant by $channelId', (way) => {
  const { tenant, channelId, kind, keyword } = way;

  it('takes a complaint, acknowledges it, answers it, and attaches what follows', async () => {
    const citizen = somebody(kind);
    await gateway.send(citizen, `${keyword}${COMPLAINT}`, { channelId, ...BESIDE[kind] });
    const acknowledgement = await gateway.replyTo(citizen);
    const replyChannel = kind === 'web' ? acknowledgement.channelId : channelId;
    expect(acknowledgement.channelId).toBe(replyChannel);
    const number = /\b[A-Z]{2,4}-\d{6}\b/.exec(acknowledgement.text)?.[0] ?? '';
    expect(await gateway.ticket(number)).toMatchObject({ tenant, channelId });

    await gateway.answer(number, ANSWER);
    const answer = await gateway.replyTo(citizen, 2);
    expect(answer.channelId).toBe(replyChannel);
    expect(answer.text).toContain(ANSWER);

    const { text, ...more } = { text: '', ...FOLLOW_UPS[kind]?.(way, number, answer) };
    await gateway.send(citizen, text, { channelId, ...more });
    const said = await until('the follow-up on the ticket', async () => {
      const { messages } = await gateway.ticket(number);
      const theirs = messages.filter(({ direction }) => direction === 'in').map((message) => message.text);
      return theirs.length > 1 ? theirs : undefined;
    });
    expect(said).toEqual([expect.stringContaining(COMPLAINT), expect.stringContaining(FOLLOW_UP)]);
  });
});

describe('afterwards', () => {
  it('every message is accounted for, on every channel', async () => {
    await gateway.quiet();
    const { ok, channels } = await gateway.reconcile();
    expect(ok).toBe(true);
    for (const { channelId } of ways.filter(({ kind }) => kind in FOLLOW_UPS))
      expect(channels.find((channel) => channel.channelId === channelId)).toMatchObject({ failed: 0, pending: 0 });
  });

  it('no log line holds a number, an address or a word of a citizen', () => {
    expect(gateway.logs.text()).not.toMatch(/6281100002\d|warga\d|padam|kami ganti/i);
    expect(gateway.logs.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
