import type { ConsoleUser } from '../../accounts/console-user.js';
import type { Vault } from '../../contacts/vault.js';
import { sealedIn } from '../../contacts/vault-context.js';
import type { Clock } from '../../observability/clock.js';

/** As long as a day's work: going back and paging go on. */
const VALID_MS = 12 * 3_600_000;
const TOKEN = /^([\w-]{1,64})\.([\w-]{40,600})$/;

/**
 * A search for a citizen as it stands in an address: sealed, for one user, and for some hours. Addresses land in histories,
 * bookmarks and proxies' logs (promise 10).
 */
export class SealedSearches {
  constructor(private readonly parts: { vault: Vault; clock: Clock }) {}

  /** @param text what was typed; 200 characters at most */
  seal(text: string, user: Pick<ConsoleUser, 'id'>): string {
    const { vault, clock } = this.parts;
    const until = clock.now().getTime() + VALID_MS;
    const sealed = vault.seal(`${String(until)} ${text}`, sealedIn.consoleSearch(user.id));
    return `${vault.keyId}.${sealed.toString('base64url')}`;
  }

  /** What was typed; undefined where it is too old, another user's, or made up. */
  open(token: string, user: Pick<ConsoleUser, 'id'>): string | undefined {
    const [, keyId = '', sealed = ''] = TOKEN.exec(token) ?? [];
    const plain = this.opened(keyId, sealed, user.id);
    const space = plain?.indexOf(' ') ?? -1;
    if (plain === undefined || space < 0) return undefined;
    return Number(plain.slice(0, space)) > this.parts.clock.now().getTime() ? plain.slice(space + 1) : undefined;
  }

  private opened(keyId: string, sealed: string, userId: string): string | undefined {
    if (sealed === '') return undefined;
    try {
      return this.parts.vault.openText(Buffer.from(sealed, 'base64url'), keyId, sealedIn.consoleSearch(userId));
    } catch {
      // Of another user, with a key that is gone, or typed by hand: all of it is no search.
      return undefined;
    }
  }
}
