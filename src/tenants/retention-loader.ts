import type { Reader } from '../settings/reader.js';

/** How long what is kept, in days (UU 27/2022, article 16 (2) g: personal data is destroyed when its time is over). */
export interface Retention {
  /** Deliveries as they came, from their receipt; what was read out of them stays for the ticket's time. */
  rawDays: number;
  /** Messages that belong to no ticket (commands, ignored ones), from their receipt. */
  unassignedDays: number;
  /** Who reported, what they wrote and sent, from the day that the ticket was closed or archived. */
  peopleDays: number;
  /** Texts of notices to the office's own people and to agencies, from the day that they were written. */
  staffMessageDays: number;
  /** The record of who looked at an identity. */
  accessLogDays: number;
}

const DEFAULTS: Retention = {
  rawDays: 90,
  unassignedDays: 180,
  peopleDays: 730,
  staffMessageDays: 365,
  accessLogDays: 1825,
};

/** Reads `retention:` of a tenant; what is not said has its default. */
export function readRetention(root: Reader): Retention {
  const block = root.child('retention', Object.keys(DEFAULTS), true);
  const days = (key: keyof Retention, min: number): number =>
    block?.number(key, { min, max: 36_500 }, DEFAULTS[key]) ?? DEFAULTS[key];
  return {
    rawDays: days('rawDays', 7),
    unassignedDays: days('unassignedDays', 7),
    peopleDays: days('peopleDays', 30),
    staffMessageDays: days('staffMessageDays', 30),
    // Whoever looked must be found as long as what they looked at is there.
    accessLogDays: days('accessLogDays', 365),
  };
}
