import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/**
 * Conventional Commits 1.0.0 over the last commits: `node scripts/check-commits.mjs [RANGE]`, by default
 * the last twenty. Merge commits are left out.
 */

const TYPES = ['feat', 'fix', 'perf', 'refactor', 'test', 'docs', 'build', 'ci', 'chore', 'style', 'revert'];
const HEADER = new RegExp(`^(${TYPES.join('|')})(\\([a-z0-9][a-z0-9 ,/-]*\\))?!?: \\S.*[^.]$`);
const LONGEST = 100;

/** @returns what is wrong with the message; undefined if nothing is. */
export function faultOf(message) {
  const [header, blank] = message.trimEnd().split('\n');
  if (!HEADER.test(header))
    return `expected "<type>(<scope>): <what>" without a full stop, type one of ${TYPES.join(', ')}`;
  if (header.length > LONGEST) return `the first line has ${header.length} characters, at most ${LONGEST} are fine`;
  if (blank) return 'the second line must be empty';
  return undefined;
}

function checkLog(range) {
  const log = execFileSync(
    'git',
    ['log', '--no-merges', '--format=%h%x00%B%x01', ...(range ? [range] : ['-n', '20'])],
    {
      encoding: 'utf8',
    },
  );
  let faults = 0;
  for (const entry of log
    .split('\u0001')
    .map((text) => text.trim())
    .filter(Boolean)) {
    const [hash, message] = entry.split('\u0000');
    const fault = faultOf(message);
    if (fault === undefined) continue;
    faults++;
    console.error(`${hash} "${message.split('\n')[0]}": ${fault}`);
  }
  return faults;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = checkLog(process.argv[2]) === 0 ? 0 : 1;
}
