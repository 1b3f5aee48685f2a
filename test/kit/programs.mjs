import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that fuller tests use and npm can't install: name in KENTONGAN_TEST_REQUIRE, and the files that may be it. */
export const PROGRAMS = {
  redis: ['redis-server'],
  dovecot: ['dovecot'],
  exim: ['exim4', 'exim'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
};

const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Path of the program, or undefined where this machine lacks it. */
export function findProgram(name) {
  for (const file of PROGRAMS[name]) {
    for (const folder of FOLDERS.filter(Boolean)) {
      try {
        accessSync(join(folder, file), constants.X_OK);
        return join(folder, file);
      } catch {
        // not there
      }
    }
  }
  return undefined;
}

/** @throws if KENTONGAN_TEST_REQUIRE names a program that is missing or unknown. */
export function checkRequired() {
  const required = (process.env.KENTONGAN_TEST_REQUIRE ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = required.filter((name) => !(name in PROGRAMS));
  if (unknown.length > 0) {
    throw new Error(
      `KENTONGAN_TEST_REQUIRE: unknown ${unknown.join(', ')}; known are ${Object.keys(PROGRAMS).join(', ')}`,
    );
  }
  const missing = required.filter((name) => findProgram(name) === undefined);
  if (missing.length > 0) {
    throw new Error(`KENTONGAN_TEST_REQUIRE names programs that this machine lacks: ${missing.join(', ')}`);
  }
}
