import { TestGateway } from '../kit/gateway.js';
import { until } from '../kit/wait.js';

const TENANT = 'tanah-bumbu';

describe('a tenant that is edited while the gateway runs', () => {
  let web: TestGateway;
  let worker: TestGateway;

  beforeAll(async () => {
    web = await TestGateway.start({ role: 'web' });
    const databaseUrl = web.gateway.core.databaseUrl;
    worker = await TestGateway.start({ role: 'worker', databaseUrl, dataDir: web.dataDir });
  });
  afterAll(async () => {
    await worker.stop();
    await web.stop();
  });

  /** Sends a complaint and waits for its acknowledgement. */
  async function complain(phone: string, text: string): Promise<{ agency: string | null; told: string }> {
    await web.send(phone, text);
    const { text: told } = await web.replyTo(phone);
    const number = /TBU-\d+/.exec(told)?.[0] ?? '';
    return { agency: (await web.ticket(number)).agency, told };
  }

  it('sends the next message elsewhere, with the new words, in a process that was not restarted', async () => {
    const { revisions } = web.gateway.core;
    expect(await complain('+6281110000711', 'TANAHBUMBU lampu jalan mati di depan SDN 1 Batulicin')).toMatchObject({
      agency: 'perhubungan',
    });
    const held = web.gateway.core.configuration.tenants.bySlug(TENANT)?.routing ?? [];
    const rules = held.map((rule) => (rule.id === 'R05' ? { id: rule.id, when: rule.when, agency: 'pln' } : rule));
    const replyTexts = { acknowledgement: { short: '{number} sudah kami catat untuk {agency}, batas {due}.' } };
    const edit = { tenant: TENANT, base: 0, edits: { routing: rules, replyTexts }, actor: 'user:1' };
    expect(await revisions.save(edit)).toMatchObject({ outcome: 'saved', number: 1 });
    await until('the worker to have heard of it', async () => worker.gateway.core.revisions.state(TENANT).applied === 1); // prettier-ignore
    const after = await complain('+6281110000712', 'TANAHBUMBU lampu jalan mati di simpang tiga Pagatan');
    expect(after.agency).toBe('pln');
    expect(after.told).toMatch(/^TBU-\d+ sudah kami catat untuk PLN, batas /);
  });
});
