import { typedIn } from '../../../src/console/frame/form-kept.js';

it('shows what was typed, and neither keys, secrets nor codes that were chosen', () => {
  const fields = {
    _csrf: 'x'.repeat(43),
    nonce: '0199f3f0-0000-7000-8000-000000000001',
    kembali: '/console/aduan?a=b c',
    'sandi-baru': 'kata sandi yang panjang',
    kode: '123456',
    teks: 'Lampu sudah diganti,\r\nterima kasih.',
    instansi: 'pupr',
    'nomor[]': ['TBU-000001', 'TBU-000002'],
    kosong: '  ',
  };
  expect(typedIn(fields)).toEqual([
    { name: 'teks', text: 'Lampu sudah diganti,\nterima kasih.' },
    { name: 'nomor', text: 'TBU-000001' },
    { name: 'nomor', text: 'TBU-000002' },
  ]);
});

it('shows nothing where there were buttons and choices only', () => {
  expect(typedIn({ _csrf: 'x'.repeat(43), bahasa: 'en' })).toEqual([]);
});
