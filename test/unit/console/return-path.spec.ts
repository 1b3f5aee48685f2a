import { returnPath, signInPath } from '../../../src/console/frame/return-path.js';

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
