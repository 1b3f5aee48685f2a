import { register } from 'node:module';

/** The writer thread's entry from the TypeScript sources: nothing has to be built before the tests. */
register('./ts-loader.mjs', import.meta.url);
await import('../../src/intake/writer-thread.worker.ts');
