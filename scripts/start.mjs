import { build } from './build.mjs';

/**
 * `npm start`: builds what changed, then becomes the gateway. In the same process, so that signals and
 * the exit code need nobody in between.
 */
const code = build({ ifChanged: true });
if (code === 0) await import('../dist/main.js');
else process.exitCode = code;
