import { TestGateway } from '../kit/gateway.js';
import { until } from '../kit/wait.js';

/** Channels that the gateway connects to: the SMSC and the mailboxes of the shipped configuration. */
describe('connected channels in the sandbox', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.start({ env: { KENTONGAN_SMS_1708: 'smpp' } });
  }, 60_000);
  afterAll(() => gateway.stop());

  it.each(['sms-1708', 'sms-smsc'])('%s over the SMSC: acknowledged, answered, followed up', async (channelId) => {
    const phone = `+6281100000${channelId === 'sms-1708' ? '61' : '62'}0`;
    const text = `TANAHBUMBU jalan berlubang di Satui dekat pasar, sudah dilaporkan ke desa dua kali dan belum ada yang datang; mobil pengangkut sawit lewat setiap hari dan lubangnya makin dalam.`;
    await gateway.send(phone, text, { channelId });
    const reply = await gateway.replyTo(phone);
    expect(reply).toMatchObject({ channelId, segments: 1 });
    const number = /TBU-\d{6}/.exec(reply.text)?.[0] ?? '';
    expect(await gateway.ticket(number)).toMatchObject({ channelId, messages: [{ direction: 'in', text }, {}] });
    await gateway.answer(number, 'Ditambal pekan depan.');
    expect((await gateway.replyTo(phone, 2)).text).toContain('Ditambal pekan depan.');
    await until('the receipt', async () => {
      const { messages } = await gateway.ticket(number);
      return messages.at(-1)?.state === 'delivered' || undefined;
    });
  });

  it.each([
    ['email-tanahbumbu', 'TBU'],
    ['email-bangli', 'BGL'],
    ['email-kuburaya', ''],
    ['email-buleleng', 'BLL'],
    ['email-buleleng-setda', 'BLL'],
  ])('%s: a mail is acknowledged and answered in the citizen’s mailbox', async (channelId, prefix) => {
    const from = `warga.${channelId}@surat.example`;
    const id = await gateway.send(from, 'Lampu jalan mati sejak Senin di depan SDN 1.', {
      channelId,
      subject: 'Lampu jalan mati',
    });
    const mail = await gateway.replyTo(from);
    expect(mail).toMatchObject({ channelId, state: 'delivered' });
    const number = /[A-Z]{2,4}-\d{6}/.exec(mail.text)?.[0] ?? '';
    expect(number.startsWith(prefix)).toBe(true);
    await gateway.answer(number, 'Lampu diganti besok.');
    expect((await gateway.replyTo(from, 2)).text).toContain('Lampu diganti besok.');
    expect((await gateway.conversation(from)).find((message) => message.id === id)?.state).toBe('received');
  });

  it('adds up', async () => {
    await gateway.quiet();
    expect((await gateway.reconcile()).ok).toBe(true);
  });
});
