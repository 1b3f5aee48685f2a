import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { hiddenField } from '../kit/public-client.js';

const HTMX = { 'hx-request': 'true' };
const TYPED = {
  uraian: 'Lampu jalan mati sejak Senin,\ndi depan balai desa',
  nonce: '0199f3f0-0000-7000-8000-000000000001',
};

let gateway: TestGateway;

jest.setTimeout(120_000);
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.stop());

async function received(): Promise<number> {
  const [row] = await gateway.gateway.core.database.query<{ n: number }>('SELECT count(*)::int AS n FROM inbound_message');
  return row?.n ?? 0;
} // prettier-ignore

function multipart(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

describe('a form that was opened for one office while another tab went to another', () => {
  let admin: ConsoleClient;
  let token: string;

  beforeAll(async () => {
    admin = await ConsoleClient.signIn(gateway, 'central-admin');
    token = hiddenField((await admin.get('/console/catat?tenant=tanah-bumbu')).body, '_csrf');
    // The other tab.
    await admin.get('/console/catat?tenant=kubu-raya');
  });

  it.each([
    ['without files', (fields: Record<string, string>) => admin.post('/console/catat', fields, { referer: `${gateway.url}/console/catat` })],
    ['with files', (fields: Record<string, string>) => admin.postForm('/console/catat', multipart(fields))],
  ])('does nothing %s, says why, and gives back what was typed', async (_name, send) => {
    const answer = await send({ ...TYPED, _csrf: token });
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('Formulir ini untuk kantor lain');
    expect(answer.body).toContain(TYPED.uraian);
    expect(answer.body).not.toContain(TYPED.nonce);
    expect(await received()).toBe(0);
  }); // prettier-ignore

  it('leads back to its own page, of its own office', async () => {
    const headers = { referer: `${gateway.url}/console/catat?saluran=meja` };
    const answer = await admin.post('/console/catat', { ...TYPED, _csrf: token }, headers);
    expect(answer.body).toContain('href="/console/catat?saluran=meja&amp;tenant=tanah-bumbu"');
  });

  it('is told to htmx in words, which leaves the page as it is', async () => {
    const answer = await admin.post('/console/aduan/TBU-000001/catatan', {}, { ...HTMX, 'x-csrf-token': token });
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(answer.body).toContain('Tidak ada yang dilakukan');
  });

  it('changes what is about the account itself, whichever office it was opened for', async () => {
    const answer = await admin.post('/console/akun/bahasa', { _csrf: token, bahasa: 'id', kembali: '/console/akun' });
    expect(answer).toMatchObject({ status: 303, location: '/console/akun' });
  });

  it('is of this session and of an office that there is: anything else stays refused', async () => {
    const answer = await admin.post('/console/catat', { ...TYPED, _csrf: 'x'.repeat(43) });
    expect(answer.status).toBe(403);
  });
});

describe('a form that is sent when the session has ended', () => {
  it.each([
    ['without files', (client: ConsoleClient) => client.post('/console/catat', TYPED, { referer: `${gateway.url}/console/catat` })],
    ['with files', (client: ConsoleClient) => client.postForm('/console/catat', multipart(TYPED))],
  ])('%s, is given back with the way to sign in', async (_name, send) => {
    const operator = await ConsoleClient.signIn(gateway, 'operator');
    await operator.get('/console/catat');
    await gateway.gateway.core.accounts.sessions.endAll(operator.id);
    const answer = await send(operator);
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('Anda perlu masuk lagi');
    expect(answer.body).toContain(TYPED.uraian);
    expect(answer.body).toContain('href="/console/masuk');
    expect(await received()).toBe(0);
  }); // prettier-ignore

  it('is left as it is by what is looked up while somebody types', async () => {
    const paths = ['/console/catat/terbuka', '/console/aduan/TBU-000001/ukuran', '/console/pengaturan/teks/help/pratinjau'];
    for (const path of paths) {
      const answer = await ConsoleClient.nobody(gateway).post(path, TYPED, HTMX);
      expect([path, answer.status, answer.body]).toEqual([path, 401, 'Anda perlu masuk lagi']);
      expect(answer.location).toBeUndefined();
    }
  }); // prettier-ignore

  it('gives back nothing of what another site sends', async () => {
    const answer = await ConsoleClient.nobody(gateway).post('/console/catat', TYPED, { origin: 'https://elsewhere.example' });
    expect(answer.body).not.toContain('Lampu jalan');
    expect(answer.status).not.toBe(401);
  }); // prettier-ignore

  it('leads to the sign-in where it has no words', async () => {
    const answer = await ConsoleClient.nobody(gateway).post('/console/aduan/TBU-000001/lanjutkan', {});
    expect(answer).toMatchObject({ status: 303, location: '/console/masuk' });
  });
});
