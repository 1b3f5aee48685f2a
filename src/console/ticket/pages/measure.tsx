import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { Measured } from '../rules/measure.js';
import { moneyText } from '../words/amounts.js';

/** How long and how dear an answer is, and what of it arrives; nothing while nothing is typed. */
export function Measure({ words, measured }: { words: ConsoleWords; measured: Measured | undefined }): VNode {
  if (!measured) return <></>;
  const { characters, segments, cost, currency, text } = measured;
  return (
    <>
      <p>
        {words('ticket.measure.characters', { characters })}
        {segments !== undefined && ` · ${words('ticket.measure.segments', { segments })}`}
        {cost !== undefined && currency !== undefined && ` · ${moneyText(words.locale, cost, currency)}`}
      </p>
      <details class="ticket-more">
        <summary>{words('ticket.measure.whole')}</summary>
        <p class="said" dir="auto">
          {text}
        </p>
      </details>
    </>
  );
}
