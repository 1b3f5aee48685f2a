import { timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Clock } from '../observability/clock.js';

/** Who is told of a report by mail has no API key: the link stands for one file, for a month. */
export const REPORT_LINK_DAYS = 30;
const LIFETIME_MS = REPORT_LINK_DAYS * 86_400_000;

export interface ReportClaim {
  id: string;
  format: 'html' | 'xlsx';
}

/** Signed addresses of reports' files; they hold ids only. */
export class ReportLinks {
  constructor(private readonly parts: { keys: KeyRing; clock: Clock; publicUrl: string }) {}

  make({ id, format }: ReportClaim): string {
    const until = this.parts.clock.now().getTime() + LIFETIME_MS;
    const claim = [id, format, until.toString(36)].join('.');
    return `${this.parts.publicUrl}/api/v1/reports/files/${claim}.${this.sign(claim).toString('base64url')}`;
  }

  /** Undefined for a forged one and for one that has run out. */
  read(token: string): ReportClaim | undefined {
    const dot = token.lastIndexOf('.');
    const claim = token.slice(0, Math.max(dot, 0));
    const given = Buffer.from(token.slice(dot + 1), 'base64url');
    const expected = this.sign(claim);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [id = '', format = '', until = ''] = claim.split('.');
    if (parseInt(until, 36) < this.parts.clock.now().getTime()) return undefined;
    return format === 'html' || format === 'xlsx' ? { id, format } : undefined;
  }

  private sign(claim: string): Buffer {
    return this.parts.keys.hmac('report-link', claim);
  }
}
