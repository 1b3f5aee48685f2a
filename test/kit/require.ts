import { findProgram } from './programs.mjs';

/**
 * `describe` for suites that need a program which npm can't install. Where it is missing they are
 * skipped, and named at the end of the run; KENTONGAN_TEST_REQUIRE stops the whole run instead.
 */
function describeIf(program: 'redis' | 'dovecot' | 'exim' | 'chromium', label: string) {
  return (name: string, suite: () => void): void => {
    const run = findProgram(program) === undefined ? describe.skip : describe;
    run(`${name} [needs ${label}]`, suite);
  };
}

export const describeIfRedis = describeIf('redis', 'redis-server');
export const describeIfDovecot = describeIf('dovecot', 'dovecot');
/** Both of them: named is the one that is missing. */
export const describeIfMailServers =
  findProgram('dovecot') === undefined ? describeIfDovecot : describeIf('exim', 'exim4');
export const describeIfChromium = describeIf('chromium', 'chromium');

/** @throws where there is none: call it inside `describeIfChromium` only. */
export function chromiumPath(): string {
  const path = findProgram('chromium');
  if (path === undefined) throw new Error('chromium is not installed: wrap the suite in describeIfChromium');
  return path;
}
