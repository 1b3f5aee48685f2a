import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { until } from '../kit/wait.js';

const OWN = '/console/kanal/sms-tanahbumbu';
const SHARED = '/console/kanal/sms-1708';

let gateway: TestGateway;
let admin: ConsoleClient;
let central: ConsoleClient;
let operator: ConsoleClient;

// Accounts, and several ways through the whole gateway: generous, since the machine may be busy.
jest.setTimeout(120_000);

beforeAll(async () => {
  gateway = await TestGateway.start();
  admin = await ConsoleClient.signIn(gateway, 'admin');
  central = await ConsoleClient.signIn(gateway, 'central-admin');
  operator = await ConsoleClient.signIn(gateway, 'operator');
});
afterAll(() => gateway.stop());

function sql<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
  return gateway.gateway.core.database.query<R & Record<string, unknown>>(text, values);
}

/** The page, and what it says on top of what was just done. */
async function after(client: ConsoleClient, path: string, fields: Record<string, string> = {}): Promise<string> {
  const { status, location = '' } = await client.post(path, fields);
  expect(status).toBe(303);
  return (await client.get(location)).body;
}

it('lists the channels of an office and the shared ones, and nobody else’s', async () => {
  const { body } = await admin.get('/console/kanal');
  expect(body).toContain('sms-tanahbumbu');
  expect(body).toContain('sms-1708');
  expect(body).not.toContain('web-badung');
  expect((await admin.get('/console/kanal/web-badung')).status).toBe(404);
  expect((await admin.get('/console/kanal/tidak-ada')).status).toBe(404);
  expect((await central.get('/console/kanal')).body).toContain('web-badung');
});

it('pauses a channel, keeps what comes meanwhile, and handles it once the channel goes on', async () => {
  expect(await after(admin, `${OWN}/jeda`)).toContain('sms-tanahbumbu dijeda.');
  expect((await admin.get(OWN)).body).toContain('Lanjutkan');
  await gateway.send('+6281100000041', 'lampu jalan mati di depan SDN 1 Batulicin', { channelId: 'sms-tanahbumbu' });
  await until('the message to be kept', async () => {
    const [row] = await sql<{ state: string }>(`SELECT state FROM inbound_message WHERE channel_id = 'sms-tanahbumbu'`);
    return row?.state === 'pending';
  });
  expect((await admin.get('/console/kanal/angka?kanal=sms-tanahbumbu')).body).toMatch(/1 masuk, 0 keluar/);
  expect(await after(admin, `${OWN}/lanjut`)).toContain('berjalan lagi');
  expect((await gateway.replyTo('+6281100000041')).text).toMatch(/TBU-\d+/);
  const page = (await admin.get(OWN)).body;
  expect(page).toMatch(/Dijeda oleh Contoh admin/);
  expect(page).toMatch(/Dijalankan lagi oleh Contoh admin/);
});

it('leaves a shared channel to central admins, and managing to admins', async () => {
  expect((await admin.post(`${SHARED}/jeda`)).status).toBe(403);
  expect((await admin.post(`${SHARED}/uji`)).status).toBe(403);
  expect((await admin.get(SHARED)).body).toContain('hanya admin pusat');
  expect((await operator.post(`${OWN}/jeda`)).status).toBe(403);
  expect((await operator.get(OWN)).body).not.toContain(`${OWN}/jeda`);
  expect(await after(central, `${SHARED}/jeda`)).toContain('dijeda');
  expect(await after(central, `${SHARED}/lanjut`)).toContain('berjalan lagi');
});

it('tests a channel without sending anything', async () => {
  const before = await sql(`SELECT id FROM outbound_message`);
  expect(await after(admin, '/console/kanal/email-tanahbumbu/uji')).toMatch(/email-tanahbumbu berfungsi\./);
  expect(await sql(`SELECT id FROM outbound_message`)).toHaveLength(before.length);
});

it('brings numbers up to date in their own places', async () => {
  const { body, status } = await admin.get('/console/kanal/angka', { 'hx-request': 'true' });
  expect(status).toBe(200);
  expect(body).toMatch(/id="angka-sms-tanahbumbu"[^>]*hx-swap-oob="true"/);
  expect(body).not.toContain('<form');
});

it('shows that what was received adds up', async () => {
  const { body } = await admin.get('/console/kanal/neraca');
  expect(body).toContain('cocok');
  expect(body).not.toContain('tidak cocok');
});

describe('what failed on its way in', () => {
  it('is handled again from the page', async () => {
    await gateway.send('+6281100000042', 'jembatan rusak di Desa Sejahtera', { channelId: 'sms-tanahbumbu' });
    await gateway.replyTo('+6281100000042');
    await after(central, `${OWN}/jeda`);
    await gateway.send('+6281100000043', 'pipa air bocor di Desa Sejahtera', { channelId: 'sms-tanahbumbu' });
    const id = await until('the second message', async () => {
      const [row] = await sql<{
        id: string;
      }>(`UPDATE inbound_message SET state = 'failed', outcome = 'failed', reason = 'worker-died-repeatedly', attempts = 5
        WHERE channel_id = 'sms-tanahbumbu' AND state = 'pending' RETURNING id`);
      return row?.id;
    });
    await after(central, `${OWN}/lanjut`);
    const page = (await admin.get(OWN)).body;
    expect(page).toContain('1 pesan masuk gagal diproses');
    expect(page).toContain('Pemrosesan berhenti mendadak');
    // The navigation says so too.
    expect(page).toMatch(/data-count="channels">1/);
    expect((await operator.post(`${OWN}/masuk/${id}/ulang`)).status).toBe(403);
    expect(await after(admin, `${OWN}/masuk/${id}/ulang`)).toContain('Pesan masuk diproses lagi.');
    expect((await gateway.replyTo('+6281100000043')).text).toMatch(/TBU-\d+/);
    expect((await admin.get(`${OWN}/masuk/${id}`)).status).toBe(404);
  });

  it('is shown as text and nothing else, and each look is logged', async () => {
    const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    await gateway.send('+6281100000044', `${hostile} jalan rusak`, { channelId: 'sms-tanahbumbu' });
    await gateway.quiet();
    const [row] = await sql<{
      id: string;
    }>(`UPDATE inbound_message SET state = 'failed', outcome = 'failed', reason = 'test-failure'
      WHERE id = (SELECT id FROM inbound_message WHERE channel_id = 'sms-tanahbumbu' ORDER BY id DESC LIMIT 1) RETURNING id`);
    const path = `${OWN}/masuk/${row?.id ?? ''}`;
    expect((await admin.get(path)).body).not.toContain('alert(1)');
    const { body, status } = await admin.post(`${path}/lihat`);
    expect(status).toBe(200);
    expect(body).toContain('&lt;script>alert(1)');
    expect(body).not.toContain('<script>alert');
    expect(body).not.toContain('<img src=x');
    const looks = await sql(
      `SELECT subject_id AS "subjectId" FROM access_log WHERE actor = $1 AND action = 'inbound-raw'`,
      [`user:${admin.id}`],
    );
    expect(looks).toEqual([{ subjectId: row?.id }]);

    const refused = await admin.post(`${path}/abaikan`);
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('Alasan belum dipilih.');
    expect(await after(admin, `${path}/abaikan`, { alasan: 'hand-test' })).toContain('Pesan diabaikan.');
  });
});

describe('what may have been sent', () => {
  it('is sent again only by who knows what a double means, and then once', async () => {
    await gateway.send('+6281100000045', 'sampah menumpuk di pasar Batulicin', { channelId: 'sms-tanahbumbu' });
    await gateway.replyTo('+6281100000045');
    // Not before its receipts have come: they would say that it has arrived.
    const id = await until('the receipt', async () => {
      const [row] = await sql<{ id: string }>(
        `UPDATE outbound_message SET state = 'unknown', error_code = 'outcome-unknown', cost = 350, currency = 'IDR',
           next_attempt_at = now() + interval '1 day', wake_at = now() + interval '1 day'
         WHERE id = (SELECT id FROM outbound_message WHERE channel_id = 'sms-tanahbumbu' ORDER BY id DESC LIMIT 1) AND state = 'delivered' RETURNING id`,
      );
      return row?.id;
    });
    const path = `${OWN}/keluar/${id}`;
    const page = (await admin.get(path)).body;
    expect(page).toMatch(/menerimanya dua kali\. Biaya satu kali kirim: Rp\s350\./);
    expect((await admin.post(`${path}/ulang`)).location).toBe(OWN);
    const refused = await admin.post(`${path}/kirim-lagi`);
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('Centang dahulu');
    expect(await gateway.conversation('+6281100000045')).toHaveLength(2);

    expect(await after(admin, `${path}/kirim-lagi`, { paham: 'ya' })).toContain('atas keputusan Anda');
    await until('the message to leave again', async () => {
      const [row] = await sql<{ state: string }>('SELECT state FROM outbound_message WHERE id = $1', [id]);
      return row?.state === 'sent' || row?.state === 'delivered';
    });
    expect((await admin.post(`${path}/kirim-lagi`, { paham: 'ya' })).status).toBe(404);
    // This provider knows our id: the citizen's telephone got it once all the same.
    expect(await gateway.conversation('+6281100000045')).toHaveLength(2);
  });
});
