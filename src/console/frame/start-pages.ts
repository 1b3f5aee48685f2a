import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import type { Role } from '../../accounts/permissions.js';

/** Shows `/console` to some roles. */
export type StartPage = (request: FastifyRequest, reply: FastifyReply, user: ConsoleUser) => Promise<void>;

/** What each role begins with; the parts that have such a page say so when they are made. */
export class StartPages {
  private readonly pages = new Map<Role, StartPage>();

  add(roles: readonly Role[], page: StartPage): void {
    for (const role of roles) {
      if (this.pages.has(role)) throw new Error(`${role} has a start page already`);
      this.pages.set(role, page);
    }
  }

  of(role: Role): StartPage | undefined {
    return this.pages.get(role);
  }
}
