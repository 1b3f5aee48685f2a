import { timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../../contacts/key-ring.js';
import type { Clock } from '../../observability/clock.js';

/** A browser that prints has no API key: the link stands for one task, one looker and half an hour. */
const LIFETIME_MS = 30 * 60_000;

/** Signed addresses of letters; ids only, so that one in a history says nothing. */
export class LetterLinks {
  constructor(private readonly parts: { keys: KeyRing; clock: Clock; publicUrl: string }) {}

  /** @param actor who asked for it: the looks at it are recorded as theirs */
  make(taskId: string, actor: string): string {
    const until = this.parts.clock.now().getTime() + LIFETIME_MS;
    const claim = `${taskId}.${until.toString(36)}.${Buffer.from(actor).toString('base64url')}`;
    return `${this.parts.publicUrl}/api/v1/letters/${claim}.${this.sign(claim).toString('base64url')}`;
  }

  /** Undefined for a forged one and for one that has run out. */
  read(token: string): { taskId: string; actor: string } | undefined {
    const dot = token.lastIndexOf('.');
    const claim = token.slice(0, Math.max(dot, 0));
    const given = Buffer.from(token.slice(dot + 1), 'base64url');
    const expected = this.sign(claim);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [taskId = '', until = '', actor = ''] = claim.split('.');
    if (parseInt(until, 36) < this.parts.clock.now().getTime()) return undefined;
    return { taskId, actor: Buffer.from(actor, 'base64url').toString('utf8') };
  }

  private sign(claim: string): Buffer {
    return this.parts.keys.hmac('letter-link', claim);
  }
}
