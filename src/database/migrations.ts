import { Foundation1795305002035 } from './migrations/1795305002035-Foundation.js';

/** In order; names carry the time. */
export const MIGRATIONS = [Foundation1795305002035];
