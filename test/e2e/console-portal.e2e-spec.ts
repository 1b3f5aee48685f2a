import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { hiddenField } from '../kit/public-client.js';

const BY = { kind: 'operator', by: 'cli' } as const;

let gateway: TestGateway;
let officer: ConsoleClient;
let ofUnit: ConsoleClient;
let ofOthers: ConsoleClient;
let told = 0;

jest.setTimeout(180_000);

beforeAll(async () => {
  gateway = await TestGateway.start();
  officer = await ConsoleClient.signIn(gateway, 'officer');
  ofUnit = await ConsoleClient.signIn(gateway, 'officer', { unit: 'bina-marga' });
  ofOthers = await ConsoleClient.signIn(gateway, 'officer', { agency: 'dinkes' });
});
afterAll(() => gateway.stop());

interface Handed {
  number: string;
  id: string;
  path: string;
  from: string;
}

/** A complaint by SMS in the hands of Dinas PUPR. */
async function handed(text: string, more: { unit?: string; dueAt?: Date } = {}): Promise<Handed> {
  told += 1;
  const from = `+62811000${String(5_000 + told).padStart(5, '0')}`;
  await gateway.send(from, `TANAHBUMBU ${text}`);
  const { text: reply } = await gateway.replyTo(from);
  const number = /TBU-\d{6}/.exec(reply)?.[0] ?? '';
  await gateway.quiet();
  const { dispatchId } = await gateway.gateway.core.dispatches.dispatch(number, { agency: 'pupr', actor: BY, ...more });
  return { number, id: dispatchId, path: `/console/tugas/${dispatchId}`, from };
}

/** A form as the page has it. */
async function formOf(client: ConsoleClient, path: string): Promise<FormData> {
  const { body } = await client.get(path);
  const form = new FormData();
  form.set('token', hiddenField(body, 'token'));
  form.set('_csrf', hiddenField(body, '_csrf'));
  return form;
}

async function stateOf(id: string): Promise<{ state: string; by: string | null }> {
  const [row] = await gateway.gateway.core.database.query<{ state: string; by: string | null }>(
    `SELECT d.state, (SELECT e.data->>'by' FROM ticket_event e WHERE e.ticket_id = d.ticket_id ORDER BY e.id DESC LIMIT 1) AS by
     FROM dispatch d WHERE d.id = $1`,
    [id],
  );
  return row ?? { state: 'none', by: null };
}

it("shows an agency's tickets by deadline, with a count on every page, and no other agency's", async () => {
  const later = await handed('jembatan retak di Batulicin', { dueAt: new Date(Date.now() + 5 * 86_400_000) });
  const sooner = await handed('jalan amblas di Kusan Hilir', { dueAt: new Date(Date.now() + 86_400_000) });
  const { body, status } = await officer.get('/console/tugas');
  expect(status).toBe(200);
  expect(body.indexOf(sooner.number)).toBeGreaterThan(0);
  expect(body.indexOf(later.number)).toBeGreaterThan(body.indexOf(sooner.number));
  expect(body).toContain('jalan amblas di Kusan Hilir');
  expect(body).not.toContain(sooner.from.slice(3));
  expect((await officer.get('/console/akun/sandi')).body).toMatch(/data-count="portal">2/);

  const others = (await ofOthers.get('/console/tugas')).body;
  expect(others).not.toContain(sooner.number);
  expect(others).toContain('Tidak ada aduan yang menunggu tanggapan Anda');
  for (const path of [sooner.path, `${sooner.path}/selesai`, `${sooner.path}/foto/${sooner.id}`])
    expect((await ofOthers.get(path)).status).toBe(404);
  expect((await ofOthers.post(`${sooner.path}/terima`, { token: 'x' })).status).toBe(404);
  expect((await stateOf(sooner.id)).state).toBe('sent');
});

it("shows somebody of a unit that unit's tickets only", async () => {
  const ofAgency = await handed('drainase tersumbat di Simpang Empat');
  const ofBinaMarga = await handed('aspal mengelupas di Satui', { unit: 'bina-marga' });
  const { body } = await ofUnit.get('/console/tugas');
  expect(body).toContain(ofBinaMarga.number);
  expect(body).not.toContain(ofAgency.number);
  expect((await ofUnit.get(ofAgency.path)).status).toBe(404);
  expect((await ofUnit.get(ofBinaMarga.path)).status).toBe(200);
  expect((await officer.get('/console/tugas')).body).toContain(ofBinaMarga.number);
});

it('takes a ticket and its result with photos, once, in the name of who is signed in', async () => {
  const { id, path, number } = await handed('gorong-gorong runtuh di Angsana');
  const accept = await formOf(officer, path);
  expect((await officer.postForm(`${path}/terima`, accept)).location).toBe(`${path}?hasil=accepted`);
  expect(await stateOf(id)).toEqual({ state: 'accepted', by: `user:${officer.id}` });

  const empty = await officer.postForm(`${path}/selesai`, await formOf(officer, `${path}/selesai`));
  expect(empty.status).toBe(422);
  expect(empty.body).toContain('href="#text"');

  const form = await formOf(officer, `${path}/selesai`);
  form.set('text', 'Gorong-gorong sudah diperbaiki.');
  form.set('after', new File([new Uint8Array(await phonePhoto())], 'sesudah.jpg', { type: 'image/jpeg' }));
  for (const _again of [1, 2])
    expect((await officer.postForm(`${path}/selesai`, form)).location).toBe(`${path}?hasil=submitted`);
  const said = await gateway.gateway.core.database.query(
    `SELECT r.via, r.state, count(a.id)::int AS files FROM response r LEFT JOIN attachment a ON a.response_id = r.id
     WHERE r.dispatch_id = $1 GROUP BY r.id`,
    [id],
  );
  expect(said).toEqual([{ via: 'console', state: 'submitted', files: 1 }]);
  expect((await officer.get('/console/tugas?bagian=sudah')).body).toContain(number);
  const photo = /\/foto\/[0-9a-f-]{36}/.exec((await officer.get(path)).body)?.[0] ?? '';
  const sent = await officer.get(`${path}${photo}`);
  expect([sent.status, sent.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
});

it("takes no form of another officer's session, and gives back what was typed", async () => {
  const { id, path } = await handed('trotoar rusak di Pagatan');
  const colleague = await ConsoleClient.signIn(gateway, 'officer');
  const form = await formOf(officer, `${path}/bukan`);
  form.delete('_csrf');
  form.set('reason', 'other');
  form.set('words', 'ini kewenangan provinsi');
  const answer = await colleague.postForm(`${path}/bukan`, form);
  expect(answer.status).toBe(422);
  expect(answer.body).toContain('ini kewenangan provinsi');
  expect((await stateOf(id)).state).toBe('sent');

  const own = await formOf(officer, `${path}/bukan`);
  own.set('reason', 'other');
  own.set('words', 'ini kewenangan provinsi');
  expect((await officer.postForm(`${path}/bukan`, own)).location).toBe(`${path}?hasil=returned`);
  // What is no longer theirs is read no more.
  expect((await officer.get(path)).body).not.toContain('trotoar rusak');
});
