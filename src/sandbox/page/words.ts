import type { TextParams } from '../../tenants/locales.js';

/** A text of config/locales/sandbox.<locale>.yaml, by its key below `sandbox`. */
export type Words = (key: string, params?: TextParams) => string;
