import type { CitizenMessage } from './types.js';

/** What was odd about a message, for its place in the timeline, where operators see it. */
export function remarksOf({ event }: CitizenMessage): { remarks?: string[] } {
  return event.remarks === undefined || event.remarks.length === 0 ? {} : { remarks: event.remarks };
}
