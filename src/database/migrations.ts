import { Foundation1795303094277 } from './migrations/1795303094277-Foundation.js';

/** In order; names carry the time. */
export const MIGRATIONS = [Foundation1795303094277];
