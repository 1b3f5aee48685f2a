import { Pool } from 'undici';
import { ACCOUNT_SID, AUTH_TOKEN, PATH, PUBLIC_URL } from '../kit/messages.mjs';
import { sendForm } from './ticket-rows.mjs';

const PATH_OF_SENDS = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;
const HEADERS = {
  authorization: `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
};

/** @param {string} apiBase @returns {(to: string, text: string) => Promise<string>} sends, resolves with the SID */
export function senderTo(apiBase) {
  const pool = new Pool(apiBase, { connections: 24 });
  return async (to, text) => {
    const body = sendForm(to, text, `${PUBLIC_URL}${PATH}/status`);
    const answer = await pool.request({ method: 'POST', path: PATH_OF_SENDS, headers: HEADERS, body });
    const sent = /** @type {{ sid?: string }} */ (await answer.body.json());
    if (answer.statusCode !== 201 || sent.sid === undefined)
      throw new Error(`the far end answered ${String(answer.statusCode)}`);
    return sent.sid;
  };
}
