import type { Permission } from '../../src/accounts/permissions.js';

/** `anyone`: without signing in. */
export type RouteNeed = Permission | 'anyone';

/** What each route below /console asks for: the parts' tables together. A route that is missing here fails the e2e test. */
export const CONSOLE_ROUTES: Readonly<Record<string, RouteNeed>> = {
  // frame and accounts
  'GET /console': 'account:use',
  'GET /console/masuk': 'anyone',
  'POST /console/masuk': 'anyone',
  'POST /console/keluar': 'account:use',
  'GET /console/akun/sandi': 'account:use',
  'POST /console/akun/sandi': 'account:use',
  'POST /console/akun/bahasa': 'account:use',
  'POST /console/akun/tema': 'account:use',
  // a ticket's page
  'GET /console/aduan/:number': 'tickets:read',
  'GET /console/aduan/:number/cetak': 'tickets:read',
  'GET /console/aduan/:number/pratinjau/:dispatch': 'tickets:read',
  'GET /console/aduan/:number/berkas/:file': 'identities:read',
  'GET /console/aduan/:number/berkas/:file/asli': 'identities:read',
  'GET /console/aduan/:number/kiriman/:file': 'identities:read',
  'POST /console/aduan/:number/pelapor': 'identities:read',
  'POST /console/aduan/:number/tugas/:task': 'identities:read',
  'POST /console/aduan/:number/tugas': 'tickets:answer',
  'POST /console/aduan/:number/jawab': 'tickets:answer',
  'POST /console/aduan/:number/tanya': 'tickets:answer',
  'POST /console/aduan/:number/lanjutkan': 'tickets:answer',
  'POST /console/aduan/:number/ukuran': 'tickets:answer',
  'POST /console/aduan/:number/catatan': 'tickets:note',
  'POST /console/aduan/:number/teruskan': 'responses:check',
  'POST /console/aduan/:number/kembalikan': 'responses:check',
  'POST /console/aduan/:number/disposisi': 'tickets:dispatch',
  'POST /console/aduan/:number/tarik': 'tickets:dispatch',
  'POST /console/aduan/:number/arsip': 'tickets:end',
  'POST /console/aduan/:number/tutup': 'tickets:end',
  'POST /console/aduan/:number/buka-lagi': 'tickets:end',
  'POST /console/aduan/:number/kategori': 'tickets:overrule',
  'POST /console/aduan/:number/instansi': 'tickets:overrule',
  'POST /console/aduan/:number/lokasi': 'tickets:overrule',
  'POST /console/aduan/:number/gabung': 'tickets:overrule',
  'POST /console/aduan/:number/lepas': 'tickets:overrule',
  'POST /console/aduan/:number/pisah': 'tickets:overrule',
  'POST /console/aduan/:number/batal': 'tickets:overrule',
  'POST /console/aduan/:number/rujukan': 'tickets:overrule',
};
