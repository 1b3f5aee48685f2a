/** What somebody is told of: an id and a number, never what it says. */
export interface FeedEvent {
  id: string;
  type: string;
  tenant: string;
  number: string;
}

/** Rows become visible when they are committed, not in the order of their ids: what is as young as this is read again. */
export const OVERLAP_MS = 20_000;

/**
 * Which rows of the timeline are new. Each is let through once, however often it is read, and in whatever order the
 * transactions that wrote them end. It remembers what it has seen of the last seconds only.
 */
export class FeedWindow {
  private readonly seen = new Map<string, number>();

  /** @param since nothing older is news */
  constructor(private since: number) {}

  /** The smallest id that may still be new. */
  lowestId(now: number): string {
    return idFrom(Math.max(this.since, now - OVERLAP_MS));
  }

  /** Those of the rows that were not let through before. */
  fresh<T extends { id: string }>(rows: readonly T[], now: number): T[] {
    const fresh = rows.filter(({ id }) => !this.seen.has(id));
    for (const { id } of fresh) this.seen.set(id, now);
    for (const [id, at] of this.seen) {
      if (now - at <= 2 * OVERLAP_MS) break;
      this.seen.delete(id);
    }
    return fresh;
  }

  /** After more rows than are worth telling one by one: begins anew. */
  skipTo(now: number): void {
    this.since = now;
  }
}

/** The smallest UUIDv7 of a millisecond (RFC 9562, 5.7). */
export function idFrom(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
