import type { ChannelSetup, ProbePort } from '../../messaging/ports.js';
import { openFolder, openImap } from './imap/imap.client.js';
import { mailboxTrouble } from './imap/imap.errors.js';
import type { MailSettings } from './mail.settings.js';
import type { TokenSource } from './oauth.js';
import { failureOutcome } from './smtp/smtp.outcome.js';
import { openPool, toFailure } from './smtp/smtp.sender.js';

/** Connects and logs in to both servers, opens the folder for reading only, and sends nothing. */
export class MailProbe implements ProbePort {
  constructor(
    private readonly channel: ChannelSetup<MailSettings>,
    private readonly tokens: { imap?: TokenSource; smtp?: TokenSource },
  ) {}

  async probe(): Promise<{ ok: boolean; words: string }> {
    const [reading, sending] = [await this.reading(), await this.sending()];
    return { ok: reading.ok && sending.ok, words: `${reading.words} ${sending.words}` };
  }

  private async reading(): Promise<{ ok: boolean; words: string }> {
    const { imap, watchdogSeconds } = this.channel.settings;
    const { host, mailbox, after, moveTo } = imap;
    try {
      const client = await openImap(this.channel.settings, this.tokens.imap);
      try {
        await client.connect();
        const { exists } = await openFolder(client, mailbox, { readOnly: true, watchdogSeconds });
        const folder =
          after === 'move' && moveTo !== undefined
            ? await client.status(moveTo, { messages: true }).then(
                () => '',
                () => ` The folder ${moveTo} is not there yet; it is made with the first mail.`,
              )
            : '';
        await client.logout();
        return { ok: true, words: `Reading from ${host} works: ${String(exists)} mails in ${mailbox}.${folder}` };
      } finally {
        client.close();
      }
    } catch (error) {
      return { ok: false, words: `Reading from ${host}: ${mailboxTrouble(error).words}` };
    }
  }

  private async sending(): Promise<{ ok: boolean; words: string }> {
    const { smtp } = this.channel.settings;
    if (smtp === undefined) return { ok: true, words: 'Sending is not set up (no smtp).' };
    const pool = openPool(await import('nodemailer'), smtp, this.tokens.smtp);
    try {
      await pool.verify();
      return { ok: true, words: `Sending through ${smtp.host} works.` };
    } catch (error) {
      const outcome = failureOutcome(toFailure(error), false);
      return {
        ok: false,
        words: `Sending through ${smtp.host}: ${'reason' in outcome ? outcome.reason : 'it failed'}.`,
      };
    } finally {
      pool.close();
    }
  }
}
