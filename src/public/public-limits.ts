import type { UploadLimits } from './submission.js';

/** What the pages take, from the gateway's configuration (`limits:` of config/gateway.yaml). */
export interface PublicLimits extends UploadLimits {
  /** Posts of the form from one network address in an hour. */
  formsPerHour: number;
}

export const PUBLIC_LIMITS = Symbol('PublicLimits');
