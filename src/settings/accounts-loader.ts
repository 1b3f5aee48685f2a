import { CONSOLE_ROLES, type ConsoleRole } from './console-roles.js';
import type { AccountsConfig } from './gateway-config.js';
import type { Reader } from './reader.js';

const EXPECTED = `one of ${CONSOLE_ROLES.join(', ')}`;

/** `accounts:` of config/gateway.yaml. */
export function readAccounts(root: Reader): AccountsConfig {
  const accounts = root.child('accounts', ['session', 'secondFactor', 'forgetDays'], true);
  const session = accounts?.child('session', ['idleMinutes', 'hours'], true);
  const factor = accounts?.child('secondFactor', ['required'], true);
  return {
    forgetDays: accounts?.number('forgetDays', { min: 30, max: 36_500 }, 730) ?? 730,
    session: {
      idleMinutes: session?.number('idleMinutes', { min: 5, max: 1_440 }, 120) ?? 120,
      hours: session?.number('hours', { min: 1, max: 168 }, 12) ?? 12,
    },
    secondFactor: { required: factor?.has('required') === true ? roles(factor) : ['central-admin', 'admin'] },
  };
}

function roles(factor: Reader): ConsoleRole[] {
  const rule = { pattern: new RegExp(`^(?:${CONSOLE_ROLES.join('|')})$`), expected: EXPECTED };
  const named = factor.texts('required', rule);
  return CONSOLE_ROLES.filter((role) => named.includes(role));
}
