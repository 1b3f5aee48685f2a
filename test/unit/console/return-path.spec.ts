import type { FastifyRequest } from 'fastify';
import { returnTo } from '../../../src/console/inbox/return-to.js';
import { inOffice, returnPath, signInPath } from '../../../src/console/frame/return-path.js';

it.each(['/console', '/console/aduan', '/console/aduan?q=jalan%20rusak&halaman=2', '/console?tenant=bangli'])(
  'comes back to %s',
  (path) => {
    expect(returnPath(path)).toBe(path);
  },
);

it.each([
  undefined, 7, '', '/', '/lain', '//lain.example', '/consoles', '/console//lain.example', '/console/\\lain.example', 'https://lain.example/console',
  '/console/../../lain\n', '/console/a b', '/console/masuk', '/console/masuk?kembali=/console', '/console/keluar', `/console/${'a'.repeat(1_000)}`,
])('never goes to %p', (path) => {
  expect(returnPath(path)).toBe('/console');
}); // prettier-ignore

it('names the way back only where there is one', () => {
  expect(signInPath('/console')).toBe('/console/masuk');
  expect(signInPath('/console/aduan?q=a&b')).toBe('/console/masuk?kembali=%2Fconsole%2Faduan%3Fq%3Da%26b');
});

it.each<[string, unknown, string | undefined, string]>([
  ['what the form names', '/console?tenant=bangli', 'https://aduan.example/console/aduan', '/console?tenant=bangli'],
  ['the page that the browser names', undefined, 'https://aduan.example/console/aduan?q=a', '/console/aduan?q=a'],
  ['neither, with what no header can carry', '/console/aduan\r\nset-cookie: a=b', 'https://aduan.example/lain', '/console/aduan'],
  ['no other host', '/console//lain.example', 'bukan alamat', '/console/aduan'],
])('goes back to %s', (_what, kembali, referer, expected) => {
  const request = { body: { kembali }, headers: referer === undefined ? {} : { referer } } as unknown as FastifyRequest;
  expect(returnTo(request, '/console/aduan')).toBe(expected);
}); // prettier-ignore

it('names the same page of another office', () => {
  expect(inOffice('/console/aduan?q=a&tenant=bangli', 'badung')).toBe('/console/aduan?q=a&tenant=badung');
});
