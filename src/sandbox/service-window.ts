import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages#customer-service-windows */
const WINDOW_MS = 24 * 60 * 60 * 1000;

/**
 * When each citizen last wrote to one of our numbers or pages: for a day after that we may write freely.
 * Kept in a file where one is given, since the gateway that is answered with remembers more than this process.
 */
export class ServiceWindow {
  private readonly heardAt = new Map<string, number>();

  /** @param file holds hashes and times, nothing else of the citizens. */
  constructor(private readonly file?: string) {
    if (file !== undefined) this.load(file);
  }

  heard(ours: string, citizen: string, at = Date.now()): void {
    this.note(keyOf(ours, citizen), at);
  }

  isOpen(ours: string, citizen: string, forMs = WINDOW_MS): boolean {
    const at = this.heardAt.get(keyOf(ours, citizen));
    return at !== undefined && Date.now() - at < forMs;
  }

  /** As though a day had passed. */
  close(ours: string, citizen: string): void {
    const key = keyOf(ours, citizen);
    if (this.heardAt.has(key)) this.note(key, Date.now() - WINDOW_MS);
  }

  private note(key: string, at: number): void {
    this.heardAt.set(key, at);
    if (this.file !== undefined) appendFileSync(this.file, `${at} ${key}\n`);
  }

  private load(file: string): void {
    mkdirSync(dirname(file), { recursive: true });
    for (const line of readLines(file)) {
      const [at, key] = line.split(' ');
      if (key !== undefined && Date.now() - Number(at) < 7 * WINDOW_MS) this.heardAt.set(key, Number(at));
    }
    writeFileSync(file, [...this.heardAt].map(([key, at]) => `${at} ${key}\n`).join(''), { mode: 0o600 });
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    // The first start.
    return [];
  }
}

function keyOf(ours: string, citizen: string): string {
  return createHash('sha256').update(`${ours}|${citizen}`).digest('hex').slice(0, 32);
}
