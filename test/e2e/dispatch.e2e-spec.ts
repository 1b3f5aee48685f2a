import { TestGateway } from '../kit/gateway.js';
import { TurnedClock } from '../kit/turned-clock.js';
import { until } from '../kit/wait.js';

const OPERATOR = { kind: 'operator', by: 'cli' } as const;
/** A Monday in the past, so that what waits for the database's own clock is due at once. */
const START = '2026-03-02T09:00:00+08:00';
const clock = new TurnedClock(START);
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start({ clock });
});
afterAll(() => gateway.stop());

/** The number in an acknowledgement. */
async function complain(from: string, text: string, channelId = 'sms-1708'): Promise<string> {
  await gateway.send(from, text, { channelId });
  const { text: acknowledgement } = await gateway.replyTo(from);
  const number = /[A-Z]{2,4}-\d+/.exec(acknowledgement)?.[0];
  if (number === undefined) throw new Error('the acknowledgement names no number');
  return number;
}

async function messageTo(address: string, holds: string): Promise<string> {
  const found = await until(`a message to ${address} that holds ${holds}`, async () => {
    const all = await gateway.conversation(address);
    return all.find(({ direction, text }) => direction === 'out' && text.includes(holds));
  });
  return found.text;
}

describe('from a complaint to the officer’s desk', () => {
  it.each([
    ['mail', 'tanah-bumbu', '+6281100000101', 'TANAHBUMBU jalan berlubang dalam di depan SDN 1 Batulicin', 'pupr', 'admin@tanahbumbu.instansi.example', 'pupr@tanahbumbu.instansi.example'],
    ['SMS', 'badung', '+6281100000102', 'BADUNG jalan berlubang dalam di depan SDN 1 Kuta', 'pupr', '+628110000' + '5300', '+628110000' + '5310'],
  ])('by %s', async (_means, tenant, citizen, text, agency, admin, officer) => {
    const number = await complain(citizen, text);
    // The office reads of it within five minutes.
    clock.turnTo(new Date(clock.now().getTime() + 4.5 * 60_000));
    await messageTo(admin, number);
    const { dispatchId } = await gateway.gateway.core.dispatches.dispatch(number, { agency, note: 'Mohon segera.', actor: OPERATOR });
    const notice = await messageTo(officer, '/d/');
    expect(notice).toContain(number);
    const token = /\/d\/([\w.-]+)/.exec(notice)?.[1] ?? '';
    expect(gateway.gateway.core.dispatchLinks.read(token)).toMatchObject({ dispatchId });
    expect((await gateway.ticket(number)).state).toBe('dispatched');
    await gateway.quiet();
    const { database, staff } = gateway.gateway.core;
    expect((await staff.list(database, { tenant, agency }))[0]?.address.value).toBe(officer);
    expect(gateway.logs.text()).not.toMatch(/instansi\.example|62811000053|berlubang/);
  }); // prettier-ignore

  it('by WhatsApp, whose window is closed: a template goes out, the words when the officer taps it', async () => {
    const citizen = '+6281100000103';
    const number = await complain(citizen, 'BANGLI izin usaha warung di Kintamani belum terbit sejak Mei');
    await gateway.gateway.core.dispatches.dispatch(number, { agency: 'perizinan', actor: OPERATOR });
    const officer = await until('the officer', async () => {
      const { database, staff } = gateway.gateway.core;
      return (await staff.list(database, { tenant: 'bangli', agency: 'perizinan' }))[0];
    });
    expect(officer.address.kind).toBe('whatsapp');
    const [template] = await until('the template', async () => {
      const all = (await gateway.conversation(officer.address.value)).filter(({ direction }) => direction === 'out');
      return all.length > 0 ? all : undefined;
    });
    expect(template?.text).not.toContain('warung');
    await gateway.send(officer.address.value, 'Lihat', { channelId: 'wa-bangli' });
    expect(await messageTo(officer.address.value, '/d/')).toContain(number);
  });
});
