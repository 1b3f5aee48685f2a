import { writeSync } from 'node:fs';
import { PROGRAMS, findProgram } from './programs.mjs';

/** Prints, last of all, which suites lacked a program, and the counts on a line of their own. */
export default class ClosingReporter {
  onRunComplete(_contexts, results) {
    const lacking = new Map();
    for (const suite of results.testResults) {
      for (const { fullName, status } of suite.testResults) {
        const program = /\[needs ([a-z-]+)\]/.exec(fullName)?.[1];
        if (program === undefined || status !== 'pending' || isInstalled(program)) continue;
        if (!lacking.has(program)) lacking.set(program, new Map());
        const suites = lacking.get(program);
        suites.set(suite.testFilePath, (suites.get(suite.testFilePath) ?? 0) + 1);
      }
    }
    const lines = [''];
    for (const [program, suites] of lacking) {
      lines.push(`Not run, since this machine lacks ${program}:`);
      for (const [path, count] of suites) lines.push(`  ${path.replace(`${process.cwd()}/`, '')} (${count})`);
    }
    // A suite that could not even be loaded has no failed test of its own.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    lines.push(`Tests: ${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`, '');
    // Jest's own summary is printed after all reporters are done.
    process.once('exit', () => writeSync(1, lines.join('\n')));
  }
}

/** A test that was left out by a name filter lacks nothing. */
function isInstalled(program) {
  return Object.keys(PROGRAMS).some((name) => PROGRAMS[name].includes(program) && findProgram(name) !== undefined);
}
