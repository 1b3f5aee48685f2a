import { RequestReader } from '../../../src/open311/request-reader.js';
import type { RequestSearch } from '../../../src/open311/request-search.js';
import type { ServiceRequest } from '../../../src/open311/request-view.js';
import { AreaDirectory } from '../../../src/tenants/areas.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { shippedConfig, shippedTenant } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const TENANT = shippedTenant('tanah-bumbu');
const ALL: RequestSearch = { from: new Date(0), until: new Date('2100-01-01'), limit: 1_000, offset: 0 };
const REPORTS = 30;

let world: World;
let reader: RequestReader;
beforeAll(async () => {
  world = await World.open();
  const { database, vault } = world;
  reader = new RequestReader({
    database,
    vault,
    areas: new AreaDirectory([TENANT]),
    texts: shippedConfig().locales,
  });
  for (let index = 0; index < REPORTS; index += 1) {
    const form = webForm({ reporterName: `Warga Contoh${String(index)}` });
    const from = { kind: 'phone', value: `+62811000001${String(index).padStart(2, '0')}` } as const;
    await world.accept([smsEvent(`jalan rusak, kata Contoh${String(index)}`, { from, form })], 'web-page');
  }
  await world.process();
});
afterAll(() => world.close());

interface Looked {
  requests: ServiceRequest[];
  /** Messages that were opened, and the most that were read at a time. */
  opened: number;
  most: number;
}

async function list(whole: boolean, search: Partial<RequestSearch> = {}): Promise<Looked> {
  const opens = jest.spyOn(world.vault, 'openText');
  const queries = jest.spyOn(world.database, 'query');
  const requests = await reader.list(TENANT, { ...ALL, ...search }, whole);
  const opened = opens.mock.calls.filter(([, , context]) => context.startsWith('inbound_message.event')).length;
  const answers = await Promise.all(
    queries.mock.results.map(({ value }) => value as Promise<Record<string, unknown>[]>),
  );
  const most = Math.max(...answers.map((rows) => rows.filter((row) => 'sealed' in row).length));
  jest.restoreAllMocks();
  return { requests, opened, most };
}

describe('the list of requests', () => {
  it('reads few messages at a time, and takes the names out of every request', async () => {
    const { requests, opened, most } = await list(true);
    expect(requests).toHaveLength(REPORTS);
    expect(opened).toBe(REPORTS);
    expect(most).toBeLessThan(REPORTS);
    expect(requests.every(({ description }) => description === 'jalan rusak, kata […]')).toBe(true);
  });

  it('opens no message for whom no word of it is shown', async () => {
    expect(await list(false)).toMatchObject({ opened: 0 });
  });

  it('takes the name out of an answer for outsiders, and opens that one alone', async () => {
    const [row] = await world.sql<{ number: string }>("SELECT number FROM ticket WHERE description LIKE '%Contoh7'");
    const number = row?.number ?? '';
    await world.sql("UPDATE ticket SET category = 'infrastruktur' WHERE number = $1", [number]);
    await world.answers.answer(number, 'Terima kasih, Contoh7. Sudah kami tambal.');
    const { requests, opened } = await list(false);
    expect(requests.find((each) => each.service_request_id === number)).toMatchObject({
      status: 'closed',
      status_notes: 'Terima kasih, […]. Sudah kami tambal.',
    });
    expect(opened).toBe(1);
  });
});
