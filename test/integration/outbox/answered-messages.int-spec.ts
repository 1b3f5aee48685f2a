import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const SITI = { kind: 'email', value: 'siti@warga.example' } as const;

async function mail(overrides: Partial<MessageEvent>): Promise<string> {
  const [id] = await world.accept([smsEvent('', { from: SITI, ...overrides })], 'email-tanahbumbu');
  await world.process();
  const [ticket] = await world.sql<{ number: string }>('SELECT number FROM ticket WHERE opening_message_id = $1', [id]);
  return ticket?.number ?? '';
}

describe('what goes out', () => {
  it('names the mail that it answers, with its subject and references, and says that a machine wrote it', async () => {
    await mail({
      externalId: '<b@warga.example>',
      subject: 'Jalan berlubang',
      text: 'jalan berlubang di Satui',
      thread: { inReplyTo: '<a@warga.example>', references: ['<z@warga.example>', '<a@warga.example>'] },
    });
    await world.deliver();
    expect(world.mailSender.sent).toEqual([
      expect.objectContaining({
        purpose: 'acknowledgement',
        automatic: true,
        answers: {
          externalId: '<b@warga.example>',
          subject: 'Jalan berlubang',
          references: ['<z@warga.example>', '<a@warga.example>'],
        },
      }),
    ]);
  });

  it('takes In-Reply-To for the references that a mail lacks', async () => {
    await mail({ externalId: '<b@x>', text: 'jalan berlubang', thread: { inReplyTo: '<a@x>' } });
    await world.deliver();
    expect(world.mailSender.sent[0]?.answers).toEqual({ externalId: '<b@x>', references: ['<a@x>'] });
  });

  it("of an operator's answer is no machine's, and answers the citizen's last message on that channel", async () => {
    const number = await mail({ externalId: '<first@x>', subject: 'Jalan', text: 'jalan berlubang di Satui' });
    await mail({ externalId: '<again@x>', subject: 'Re: Jalan', text: 'Jalan berlubang di Satui!' });
    await world.answers.answer(number, 'Sudah ditambal.');
    await world.deliver();
    expect(world.mailSender.sent.at(-1)).toMatchObject({
      purpose: 'answer',
      automatic: false,
      answers: { externalId: '<again@x>', subject: 'Re: Jalan' },
    });
  });

  it('quotes the message in a chat, and nothing where the report came by another channel', async () => {
    const chatter = { kind: 'whatsapp', value: '+6281100000006' } as const;
    await world.accept([smsEvent('jalan berlubang', { from: chatter, externalId: 'wamid.A' })], 'wa-tanahbumbu');
    await world.accept(
      [smsEvent('sampah menumpuk', { from: SITI, form: webForm({ replyBy: 'email', replyTo: SITI }) })],
      'web-page',
    );
    await world.process();
    await world.deliver();
    expect(world.chatSender.sent[0]?.answers).toEqual({ externalId: 'wamid.A' });
    expect(world.mailSender.sent[0]).toMatchObject({ purpose: 'acknowledgement' });
    expect(world.mailSender.sent[0]).not.toHaveProperty('answers');
  });
});
