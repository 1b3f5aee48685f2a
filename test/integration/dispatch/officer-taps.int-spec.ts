import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { officer } from '../../kit/dispatched.js';
import { smsEvent } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

const WAYAN = '+6281100000062';
let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  await world.sql('TRUNCATE officer, dispatch, response CASCADE');
  // Like WhatsApp: a template where the window is closed, else the text.
  world.windowSender.next = ({ id, windowOpen }) =>
    windowOpen === false
      ? { outcome: 'sent', providerId: `T-${id}`, template: true }
      : { outcome: 'sent', providerId: `P-${id}` };
});

async function write(text: string, extra: Partial<MessageEvent>): Promise<string> {
  const [id = ''] = await world.accept(
    [smsEvent(text, { from: { kind: 'whatsapp', value: WAYAN }, ...extra })],
    'wa-window',
  );
  await world.process();
  return id;
}

const texts = (): string[] =>
  world.windowSender.sent.filter(({ windowOpen }) => windowOpen !== false).map(({ text }) => text);

describe('an officer who is told by WhatsApp', () => {
  const ADMIN = { kind: 'operator', by: 'cli' } as const;
  const tapped = (quotedId?: string): Partial<MessageEvent> => ({ tapped: true, thread: { ...(quotedId !== undefined && { quotedId }) } }); // prettier-ignore

  /** Told of a ticket outside the window: a template went out. @returns the template's id */
  async function told(): Promise<string> {
    await officer(world, 'pupr', { kind: 'whatsapp', value: WAYAN }, { channelId: 'wa-window' });
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang', '+6281100000041');
    await world.dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    await world.deliver();
    expect(world.windowSender.sent.map(({ windowOpen }) => windowOpen)).toEqual([false]);
    return `T-${world.windowSender.sent.at(-1)?.id ?? ''}`;
  }

  it.each(['Lihat', 'Lihat jawaban', 'TERIMA', ''])(
    'taps "%s" and reads on: no ticket, no response, and nothing accepted',
    async (label) => {
      const template = await told();
      const inbound = await write(label, tapped(template));
      await world.deliver();
      expect(await world.inbound(inbound)).toMatchObject({ outcome: 'command', ticket_id: null });
      expect(texts().join()).toContain('jalan berlubang');
      // Again later, and where nothing tells any more what was tapped.
      const again = [
        await write(label, tapped(template)),
        await write(label, tapped('T-lain')),
        await write(label, tapped()),
      ];
      for (const id of again) expect(await world.inbound(id)).toMatchObject({ outcome: 'command', ticket_id: null });
      expect(await world.count('ticket')).toBe(1);
      expect(await world.count('response')).toBe(0);
      expect(await world.sql('SELECT state FROM dispatch')).toEqual([{ state: 'sent' }]);
    },
  );

  it('taps after the agency is out of it, or after they have left: still no ticket', async () => {
    const template = await told();
    await world.sql("UPDATE dispatch SET state = 'withdrawn'");
    await world.sql('UPDATE officer SET active = false');
    for (const quoted of [template, 'T-lain', undefined]) {
      const id = await write('Lihat', tapped(quoted));
      expect(await world.inbound(id)).toMatchObject({ outcome: 'command' });
    }
    expect(await world.count('ticket')).toBe(1);
  });
});
