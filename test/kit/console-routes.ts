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
};
