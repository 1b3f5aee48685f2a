import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { until } from '../kit/wait.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 60_000);
afterAll(() => gateway.stop());

const SMS = '+6281100000071';
const CHAT = '+6281100000072';
const WEB = '+6281100000073';
const numberIn = (text: string): string => /BGL-\d{6}/.exec(text)?.[0] ?? '';

describe('three citizens report the same by SMS, WhatsApp and the web', () => {
  it('each hears the one answer once, under their own number, and one "not fixed" opens it again for all', async () => {
    const { core } = gateway.gateway;
    await gateway.send(SMS, 'BANGLI Jalan berlubang di depan pasar Kintamani');
    await gateway.send(CHAT, 'Lubang besar di jalan depan pasar Kintamani', { channelId: 'wa-bangli' });
    // The office wants evidence with a form.
    const photo = {
      filename: 'lubang.jpg',
      contentType: 'image/jpeg',
      base64: (await phonePhoto()).toString('base64'),
    };
    await gateway.send(WEB, 'Jalan depan pasar Kintamani rusak berlubang', {
      channelId: 'web-bangli',
      attachments: [photo],
    });
    const [leader, chat] = [numberIn((await gateway.replyTo(SMS)).text), numberIn((await gateway.replyTo(CHAT)).text)];
    const web = await until('the ticket of the form', async () => {
      const [row] = await core.database.query<{ number: string }>("SELECT number FROM ticket WHERE channel_id = 'web-bangli'"); // prettier-ignore
      return row?.number;
    });
    const { merging } = core.overruling;
    await merging.merge(chat, leader, 'cli');
    await merging.merge(web, leader, 'cli');
    await gateway.answer(leader, 'Lubang sudah ditambal.');
    await gateway.quiet();

    const heard = async (address: string) =>
      (await gateway.conversation(address)).filter(({ direction, text }) => direction === 'out' && text.includes('ditambal')); // prettier-ignore
    const [bySms, byChat] = [await heard(SMS), await heard(CHAT)];
    expect([bySms.length, byChat.length]).toEqual([1, 1]);
    expect(numberIn(bySms[0]?.text ?? '')).toBe(leader);
    expect(numberIn(byChat[0]?.text ?? '')).toBe(chat);
    const told = (await gateway.ticket(web)).messages.filter(({ text }) => text.includes('ditambal'));
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toContain(leader);
    expect((await gateway.ticket(leader)).merged.map(({ number }) => number).sort()).toEqual([chat, web].sort());

    const before = (await gateway.conversation(SMS)).length;
    await gateway.send(CHAT, `BELUM ${chat}`, { channelId: 'wa-bangli' });
    await until('the leading ticket to be open again', async () =>
      (await gateway.ticket(leader)).state === 'reopened' ? true : undefined,
    );
    const opened = await gateway.ticket(leader);
    expect(opened.urgency).toBe('high');
    await gateway.quiet();
    // Nobody else hears who said so.
    expect(await gateway.conversation(SMS)).toHaveLength(before);
    await gateway.answer(leader, 'Sudah ditambal ulang.');
    await gateway.quiet();
    expect([(await heard(SMS)).length, (await heard(CHAT)).length]).toEqual([2, 2]);
    expect((await gateway.reconcile()).ok).toBe(true);
  }, 60_000);
});
