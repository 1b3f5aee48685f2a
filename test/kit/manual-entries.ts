import { randomUUID } from 'node:crypto';
import { manualEntryBytes, parseManualEntry, type ManualEntry } from '../../src/channels/manual/manual-entry.js';
import type { MessageEvent } from '../../src/messaging/inbound-event.js';

export const CALLER = '+6281100000041';

/** What a clerk at Tanah Bumbu's telephone took down; give what differs. */
export function manualEntry(overrides: Partial<ManualEntry> = {}): ManualEntry {
  return {
    version: 1,
    nonce: randomUUID(),
    tenant: 'tanah-bumbu',
    recordedAt: '2026-11-20T03:00:00.000Z',
    text: 'Jalan berlubang di depan SDN 1 Batulicin',
    identity: 'named',
    reporterName: 'Siti Contoh',
    contact: { kind: 'phone', value: CALLER },
    replyBy: 'call',
    inPerson: true,
    attachments: [],
    ...overrides,
  };
}

/** As the intake gets it. */
export function manualEvent(overrides: Partial<ManualEntry> = {}): MessageEvent {
  return parseManualEntry(manualEntryBytes(manualEntry(overrides)));
}
