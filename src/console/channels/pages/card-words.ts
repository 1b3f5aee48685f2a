import { durationInWords } from '../../../public/words.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { ChannelCard } from '../channel-desk.js';

export type Tone = 'good' | 'bad' | 'warn' | 'plain';

/** A channel's state in one sentence; the tone only repeats it. */
export function stateInWords(words: ConsoleWords, card: ChannelCard): { text: string; tone: Tone } {
  const { enabled, paused, restsUntil, connection, connectionSince, processes } = card;
  if (!enabled) return { text: words('channels.state.off'), tone: 'plain' };
  if (paused) return { text: words('channels.state.paused'), tone: 'warn' };
  if (restsUntil !== null)
    return { text: words('channels.state.rests', { until: words.dateTime(new Date(restsUntil)) }), tone: 'bad' };
  if (connection === null) return { text: words('channels.state.on'), tone: 'good' };
  const key = connection === 'connected' || connection === 'failing' || connection === 'connecting' ? connection : 'stopped'; // prettier-ignore
  const tone = key === 'connected' ? 'good' : key === 'connecting' ? 'warn' : 'bad';
  const since = connectionSince === null ? null : words.dateTime(new Date(connectionSince));
  const text = words(
    since === null ? `channels.state.${key}` : `channels.state.${key}Since`,
    since === null ? {} : { since },
  );
  if (processes === null || processes.all < 2 || processes.connected === processes.all) return { text, tone };
  const some = words('channels.state.processes', { connected: processes.connected, all: processes.all });
  return { text: `${text} ${some}`, tone };
}

/** "5 menit"; what is shorter than a minute: "kurang dari 1 menit". */
export function spanInWords(words: ConsoleWords, seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return words('channels.underMinute');
  return durationInWords(words.public, { amount: minutes, unit: 'minutes' });
}

/** A count as it is read: whole from ten on, with one decimal below. */
export function amount(words: ConsoleWords, value: number): string {
  return new Intl.NumberFormat(words.locale, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** "Rp350". */
export function money(words: ConsoleWords, value: number, currency: string): string {
  return new Intl.NumberFormat(words.locale, { style: 'currency', currency, maximumFractionDigits: 2, minimumFractionDigits: 0 }).format(value); // prettier-ignore
}
