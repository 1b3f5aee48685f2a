import { TestGateway } from '../kit/gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 60_000);
afterAll(() => gateway.stop());

const tickets = async (description: string): Promise<number> => {
  const [row] = await gateway.gateway.core.database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM ticket WHERE description = $1',
    [description],
  );
  return row?.n ?? 0;
};

describe("the sandbox's clerk", () => {
  it('enters it once however often the button is pressed', async () => {
    await gateway.send('+6281100000399', 'Lampu jalan mati', { channelId: 'manual-badung', times: 3 });
    expect(await tickets('Lampu jalan mati')).toBe(1);
  });

  it('posts the letter of the acknowledgement, and the one of the answer', async () => {
    const phone = '+6281100000398';
    await gateway.send(phone, 'Jembatan rusak', { channelId: 'manual-bangli-kotak' });
    const number = /[A-Z]{3}-\d{6}/.exec((await gateway.replyTo(phone)).text)?.[0] ?? '';
    await gateway.answer(number, 'Sudah diperbaiki.');
    expect((await gateway.replyTo(phone, 2)).text).toBe('Sudah diperbaiki.');
    const rows = await gateway.gateway.core.database.query<{ method: string; state: string }>(
      'SELECT r.method, r.state FROM reply_task r JOIN ticket t ON t.id = r.ticket_id WHERE t.number = $1 ORDER BY r.id',
      [number],
    );
    expect(rows).toEqual([
      { method: 'letter', state: 'done' },
      { method: 'letter', state: 'done' },
    ]);
  });

  it('adds up', async () => {
    await gateway.quiet();
    expect((await gateway.reconcile()).ok).toBe(true);
  });
});
