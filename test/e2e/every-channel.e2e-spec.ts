import type { ChannelConfig } from '../../src/settings/gateway-config.js';
import { TestGateway } from '../kit/gateway.js';
import { shippedConfig } from '../kit/shipped.js';

/**
 * For each tenant and each of its enabled channels, as the shipped configuration has them: a complaint in,
 * the acknowledgement back on the same channel, an operator's answer back, a follow-up attached.
 */
const KINDS: readonly ChannelConfig['kind'][] = ['sms', 'whatsapp'];

interface Way {
  tenant: string;
  channelId: string;
  /** What a shared number needs before the complaint. */
  keyword: string;
}

const { gateway: shippedGateway, tenants } = shippedConfig();
const ways: Way[] = tenants.all().flatMap((tenant) =>
  shippedGateway.channels
    .filter(({ enabled, kind }) => enabled && KINDS.includes(kind))
    .filter((channel) => channel.tenant === undefined || channel.tenant === tenant.slug)
    .map((channel) => ({
      tenant: tenant.slug,
      channelId: channel.id,
      keyword: channel.tenant === undefined ? `${tenant.keywords[0] ?? ''} ` : '',
    })),
);

let gateway: TestGateway;
let people = 0;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 60_000);
afterAll(() => gateway.stop());

describe.each(ways)('$tenant by $channelId', ({ tenant, channelId, keyword }) => {
  it('takes a complaint, acknowledges it, answers it, and attaches what follows', async () => {
    people += 1;
    const citizen = `+6281100002${String(people).padStart(3, '0')}`;
    await gateway.send(citizen, `${keyword}Lampu penerangan di depan kantor padam sejak kemarin`, { channelId });
    const acknowledgement = await gateway.replyTo(citizen);
    expect(acknowledgement.channelId).toBe(channelId);
    const number = /\b[A-Z]{2,4}-\d{6}\b/.exec(acknowledgement.text)?.[0] ?? '';
    expect(await gateway.ticket(number)).toMatchObject({ tenant, channelId });

    await gateway.answer(number, 'Lampu sudah kami ganti.');
    const answer = await gateway.replyTo(citizen, 2);
    expect(answer.channelId).toBe(channelId);
    expect(answer.text).toContain('Lampu sudah kami ganti.');

    const followUp = `${keyword}${number} masih padam sebelah utara`;
    await gateway.send(citizen, followUp, { channelId });
    await gateway.quiet();
    const { messages } = await gateway.ticket(number);
    expect(messages.filter(({ direction }) => direction === 'in').map(({ text }) => text)).toEqual([
      expect.stringContaining('padam sejak kemarin'),
      expect.stringContaining('masih padam sebelah utara'),
    ]);
  });
});
