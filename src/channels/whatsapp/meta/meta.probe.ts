import type { ProbePort } from '../../../messaging/ports.js';
import { ExchangeError } from '../../wire/exchange.js';
import { textAt } from '../../wire/json-path.js';
import { sanitise } from '../../wire/text.js';
import { parseJson } from '../json.js';
import type { Graph } from './graph.js';
import { GRAPH_MEANINGS, meaningOf } from './meta.errors.js';

/** Asks the Graph API for our own number or page: that needs the connection, the token, its permission and the id. */
export class MetaProbe implements ProbePort {
  /** `nameField`: what Meta calls the name that it shows citizens. `thing` for the words: "the number", "the page". */
  constructor(
    private readonly graph: Graph,
    private readonly subject: { id: string; nameField: string; thing: string },
  ) {}

  async probe(): Promise<{ ok: boolean; words: string }> {
    const { id, nameField, thing } = this.subject;
    try {
      const reply = await this.graph.get(`${encodeURIComponent(id)}?fields=${nameField}`);
      const body = parseJson(reply.body);
      if (reply.status === 200 && body !== undefined) {
        const name = textAt(body, nameField);
        return {
          ok: true,
          words: `Meta knows ${thing}${name === undefined ? '' : ` as "${name}"`}, and accessToken may use it`,
        };
      }
      const code = Number(textAt(body, 'error.code') ?? NaN);
      const meaning = meaningOf(
        [GRAPH_MEANINGS],
        Number.isInteger(code) ? code : undefined,
        Number(textAt(body, 'error.error_subcode') ?? NaN),
      );
      const words = meaning?.reason ?? sanitise(textAt(body, 'error.message') ?? '');
      return { ok: false, words: `Meta answered HTTP ${String(reply.status)}${words === '' ? '' : `: ${words}`}` };
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      return { ok: false, words: `no answer from Meta at apiBase (${error.code})` };
    }
  }
}
