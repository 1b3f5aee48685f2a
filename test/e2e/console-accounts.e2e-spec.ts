import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';

const USERS = '/console/pengaturan/pengguna';

let gateway: TestGateway;

// Generous: the machine may be busy with the other suites.
jest.setTimeout(120_000);

beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.stop());

describe('signing in', () => {
  it('comes back to the page that was asked for, and to no other site', async () => {
    const client = await ConsoleClient.signIn(gateway, 'operator', { signedOut: true });
    const asked = await client.get('/console/akun?x=1');
    expect(asked).toMatchObject({ status: 303, location: '/console/masuk?kembali=%2Fconsole%2Fakun%3Fx%3D1' });
    expect((await client.enter('bukan ini')).status).toBe(422);
    expect((await client.enter(undefined, '//lain.example')).location).toBe('/console');
    expect((await client.get('/console/akun')).status).toBe(200);
    const out = await client.post('/console/keluar');
    expect(out.location).toBe('/console/masuk');
    expect((await client.get('/console/akun')).status).toBe(303);
  });

  it('sets a cookie that scripts and other sites get nothing of, and shows no page from a cache', async () => {
    const client = await ConsoleClient.signIn(gateway, 'operator');
    const page = await client.get('/console/akun');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe/);
    expect(page.body).not.toMatch(/ style="|<style|<script(?![^>]*\ssrc=)/);
    const again = await client.enter();
    expect(again.headers.getSetCookie().join()).toMatch(
      /kentongan=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax/,
    );
  });

  it('answers htmx with the way to the sign-in, and a feed with 401', async () => {
    const nobody = ConsoleClient.nobody(gateway);
    const part = await nobody.get('/console/akun', {
      'hx-request': 'true',
      'hx-current-url': `${gateway.url}/console/akun`,
    });
    expect(part).toMatchObject({ status: 204, location: '/console/masuk?kembali=%2Fconsole%2Fakun' });
    expect((await nobody.get('/console/akun', { accept: 'text/event-stream' })).status).toBe(401);
  });

  it('gives the same answer for known and unknown names that forgot their password', async () => {
    const client = await ConsoleClient.signIn(gateway, 'operator', { signedOut: true, email: 'lupa@instansi.example' });
    const known = await client.post('/console/lupa-sandi', { nama: 'lupa@instansi.example' });
    const unknown = await client.post('/console/lupa-sandi', { nama: 'tidak@instansi.example' });
    expect(known.status).toBe(200);
    expect(unknown.body).toBe(known.body);
  });
});

describe("the users' administration", () => {
  it('adds somebody without a mailbox, who changes the password that was shown once', async () => {
    const admin = await ConsoleClient.signIn(gateway, 'admin');
    const made = await admin.post(`${USERS}/baru`, {
      nama: 'Orang Baru',
      peran: 'operator',
      'nama-pengguna': 'orang-baru',
    });
    const password = /<code class="factor-secret">([^<]+)</.exec(made.body)?.[1] ?? '';
    expect(password).toMatch(/^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    expect((await admin.get(USERS)).body).toContain('Orang Baru');
    const found = await gateway.gateway.core.accounts.directory.byName('orang-baru');
    expect(found).toMatchObject({ role: 'operator', tenant: 'tanah-bumbu', passwordTemporary: true });
    const twice = await admin.post(`${USERS}/baru`, {
      nama: 'Orang Lain',
      peran: 'operator',
      'nama-pengguna': 'Orang-Baru',
    });
    expect(twice.status).toBe(422);
    expect(twice.body).toContain('Orang Lain');
  });

  it('gives an admin neither another office’s accounts, nor those above, nor roles above', async () => {
    const admin = await ConsoleClient.signIn(gateway, 'admin');
    const strangers = [
      await ConsoleClient.signIn(gateway, 'operator', { tenant: 'bangli', signedOut: true }),
      await ConsoleClient.signIn(gateway, 'central-admin', { signedOut: true }),
    ];
    for (const { id } of strangers)
      for (const path of [`${USERS}/${id}`, `${USERS}/${id}/sandi`, `${USERS}/${id}/nonaktif`, `${USERS}/${id}/faktor`])
        expect(
          (await admin.post(path, { nama: 'Direbut', peran: 'operator', 'nama-pengguna': 'direbut' })).status,
        ).toBe(404);
    const above = await admin.post(`${USERS}/baru`, {
      nama: 'Orang',
      peran: 'central-admin',
      'nama-pengguna': 'di-atas',
    });
    expect(above.status).toBe(422);
    expect(await gateway.gateway.core.accounts.directory.byName('di-atas')).toBeUndefined();
  });

  it('lets nobody change their own role or disable themselves, and keeps the last central admin', async () => {
    const admin = await ConsoleClient.signIn(gateway, 'admin');
    await admin.post(`${USERS}/${admin.id}`, {
      nama: 'Admin Contoh',
      peran: 'operator',
      'nama-pengguna': admin.username,
    });
    expect(await gateway.gateway.core.accounts.directory.byId(admin.id)).toMatchObject({
      role: 'admin',
      name: 'Admin Contoh',
    });
    expect((await admin.post(`${USERS}/${admin.id}/nonaktif`)).status).toBe(403);
    const { accounts, directory } = gateway.gateway.core.accounts;
    const central = (await directory.list()).filter(({ role, disabledAt }) => role === 'central-admin' && !disabledAt);
    const [last, ...others] = central;
    for (const { id } of others) await accounts.disable(id);
    await expect(accounts.disable(last?.id ?? '')).rejects.toMatchObject({ code: 'account-last-admin' });
    for (const { id } of others) await accounts.enable(id);
  });

  it('puts somebody out at once who is disabled', async () => {
    const admin = await ConsoleClient.signIn(gateway, 'admin');
    const operator = await ConsoleClient.signIn(gateway, 'operator');
    expect((await operator.get('/console/akun')).status).toBe(200);
    expect((await admin.post(`${USERS}/${operator.id}/nonaktif`)).status).toBe(303);
    expect((await operator.get('/console/akun')).status).toBe(303);
    expect((await operator.enter()).status).toBe(422);
  });
});
