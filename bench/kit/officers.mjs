import { execFile } from 'node:child_process';
import { PATH, PUBLIC_URL, webhookOf } from './messages.mjs';
import { ROOT, sleep } from './processes.mjs';
import { query } from './rig.mjs';
import { say } from './run.mjs';

/** The people of the drill, who try again until they are understood; all they know is what reached their telephones. */

/** @param {number} index */
const wordsOf = (index) => `Sudah kami kerjakan, catatan nomor selesai-${String(index)}-beres.`;
/** A MessageSid that is the same each time. @param {string} kind @param {number} index */
export const sidOf = (kind, index) => `SM${kind}${index.toString(16).padStart(32 - kind.length, '0')}`;

/** Without a further ticket answered; then it is a failure, and says what is stuck. */
const PATIENCE_MS = 90_000;

const RETRY_MS = 200;
const ANSWER_MS = 10_000;

/**
 * Until it is answered at all, and not with a fault of the server's.
 * @param {string} url @param {RequestInit} [init] @returns {Promise<{ status: number, text: string }>}
 */
async function stubborn(url, init = {}) {
  for (;;) {
    try {
      const answer = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
      const text = await answer.text();
      if (answer.status < 500) return { status: answer.status, text };
    } catch {
      // Killed, or not up again.
    }
    await sleep(RETRY_MS);
  }
}

/** Sends an SMS to the gateway as Twilio does. @param {number} port @param {{ sid: string, from: string, text: string }} message */
export async function sendSms(port, message) {
  const { body, headers } = webhookOf({ ...message, keyword: '' });
  const { status } = await stubborn(`http://127.0.0.1:${String(port)}${PATH}`, { method: 'POST', headers, body });
  if (status >= 400) throw new Error(`a good webhook was answered with ${String(status)}`);
}

/**
 * Opens the link of a notice, accepts and responds, by the pages' own forms.
 * @param {number} port @param {string} link @param {string} words
 */
export async function respondByLink(port, link, words) {
  const address = `http://127.0.0.1:${String(port)}${link.slice(PUBLIC_URL.length)}`;
  // Each officer is at a place of their own.
  const headers = {
    accept: 'text/html',
    'x-forwarded-for': `203.0.113.${String(1 + Math.floor(Math.random() * 250))}`,
  };
  const step = async (
    /** @type {string} */ page,
    /** @type {string} */ path,
    /** @type {Record<string, string>} */ fields,
  ) => {
    const form = await stubborn(`${address}${page}`, { headers });
    const token = /name="token" value="([^"]+)"/.exec(form.text)?.[1];
    if (token === undefined) return;
    const body = new URLSearchParams({ ...fields, token });
    const { status } = await stubborn(`${address}/${path}`, { method: 'POST', headers, body });
    if (status !== 303) throw new Error(`a good form at ${path} was answered with ${String(status)}`);
  };
  await step('', 'terima', {});
  await step('/selesai', 'selesai', { text: words });
}

/**
 * `kentongan ticket ...`, as an operator at the server.
 * @param {Record<string, string>} env @param {readonly string[]} args @returns {Promise<boolean>} whether it was done
 */
export function command(env, args) {
  const { PATH: path = '', HOME = '' } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['dist/cli.js', 'ticket', ...args],
      { cwd: ROOT, env: { PATH: path, HOME, ...env } },
      (error) => resolve(error === null),
    );
  });
}

/** Officers, citizens and the operator: they see what reached them, and do what it asks for, each thing until it is done. */
export class People {
  /** @param {Rig} rig @param {import('./rig.mjs').FarEnd} far @param {number} port @param {Record<string, string>} env */
  constructor(rig, far, port, env) {
    this.rig = rig;
    this.far = far;
    this.port = port;
    this.env = env;
    this.over = false;
    this.until = Infinity;
    /** @type {Set<string>} tickets of whose notice somebody has dealt with */
    this.dealt = new Set();
    /** @type {Set<string>} tickets whose citizen has said what was asked */
    this.told = new Set();
  }

  /** The gateway is left alone from now on, or has got on: patience begins anew. */
  hope() {
    this.until = performance.now() + PATIENCE_MS;
  }

  /** Until every ticket is answered, or nobody has patience any more. @param {number} total */
  async work(total) {
    let before = 0;
    let said = performance.now();
    for (;;) {
      await this.answerTexts();
      await this.operator();
      const [{ answered }] = await query(this.rig.databaseUrl, "SELECT count(*)::int AS answered FROM ticket WHERE state = 'answered'"); // prettier-ignore
      if (answered > before && this.until !== Infinity) this.hope();
      before = answered;
      if (performance.now() - said > 10_000) {
        said = performance.now();
        say(`${this.rig.engine}: ${String(answered)} of ${String(total)} answered`);
      }
      if (answered >= total || this.over || performance.now() > this.until) return;
      await sleep(300);
    }
  }

  /** Officers respond to the notice of a ticket, and citizens say who they are where the office wants to know. */
  async answerTexts() {
    const open = [];
    for (const { citizen, text } of await this.far.sent()) {
      const link = /https:\S+\/d\/\S+/.exec(text)?.[0];
      const number = /[A-Z]{2,4}-\d{6}/.exec(text)?.[0];
      if (number === undefined) continue;
      if (link !== undefined && !this.dealt.has(number)) {
        this.dealt.add(number);
        open.push(this.respond(citizen, number, link));
      } else if (/nama lengkap/.test(text) && !this.told.has(number)) {
        this.told.add(number);
        const sid = sidOf('c', Number(number.slice(-6)));
        open.push(sendSms(this.port, { sid, from: citizen, text: `${number} Nama saya Siti Contoh` }));
      }
    }
    await Promise.all(open);
  }

  /** Every other one answers by SMS. @param {string} officer @param {string} number @param {string} link */
  async respond(officer, number, link) {
    const [{ hash }] = await query(this.rig.databaseUrl, "SELECT encode(m.external_hash, 'hex') AS hash FROM ticket t JOIN inbound_message m ON m.id = t.opening_message_id WHERE t.number = $1", [number]); // prettier-ignore
    const serial = Number(number.slice(-6));
    const words = `${wordsOf(serial)} ${hash.slice(0, 6)}`;
    if (serial % 2 === 0) return respondByLink(this.port, link, words);
    await sendSms(this.port, {
      sid: sidOf('b', Number.parseInt(hash.slice(0, 8), 16)),
      from: officer,
      text: `${number} ${words}`,
    });
  }

  /** Dispatches what waits for a human, and forwards what was responded. */
  async operator() {
    const rows = await query(this.rig.databaseUrl, "SELECT number, state, coalesce(agency, 'dlhk') AS agency FROM ticket WHERE tenant = 'badung' AND state IN ('received', 'triage', 'responded') ORDER BY number LIMIT 2"); // prettier-ignore
    await Promise.all(
      rows.map(({ number, state, agency }) =>
        command(this.env, state === 'responded' ? ['forward', number] : ['dispatch', number, '--agency', agency]),
      ),
    );
  }
}
