import { passwordFault } from '../../../src/accounts/password-rules.js';

const ABOUT = ['Siti Contoh', 'siti', 'siti@instansi.example'];

it.each([
  ['sandi123', 'short'],
  ['x'.repeat(257), 'long'],
  ['password1234', 'easy'],
  ['aaaaaaaaaaaaaaa', 'easy'],
  ['qwertyuiop123', 'easy'],
  ['siti contoh siti', 'easy'],
])('refuses %s as too %s', (password, fault) => {
  expect(passwordFault(password, ABOUT)).toBe(fault);
});

it.each(['kopi pagi di dermaga lama', 'perahu biru menunggu hujan', 'tq7mn-x2kfp-9hjw4-ybc3d'])(
  'takes %s',
  (password) => {
    expect(passwordFault(password, ABOUT)).toBeUndefined();
  },
);
