import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { ChannelCard } from '../channel-desk.js';
import { Numbers } from './numbers.js';
import { CHANNELS_PATH } from './paths.js';

/** Seconds between two looks. */
const EVERY = 15;

/** Every channel's numbers, each for its own place. */
export function FreshNumbers({
  words,
  cards,
  now,
}: {
  words: ConsoleWords;
  cards: readonly ChannelCard[];
  now: Date;
}): VNode {
  return (
    <>
      {cards.map((card) => (
        <Numbers key={card.id} words={words} card={card} now={now} swap />
      ))}
    </>
  );
}

/** Asks for them; it shows nothing itself. @param only one channel's */
export function NumbersPoll({ only }: { only?: string }): VNode {
  const path = `${CHANNELS_PATH}/angka${only === undefined ? '' : `?kanal=${encodeURIComponent(only)}`}`;
  return <div hidden hx-get={path} hx-trigger={`every ${String(EVERY)}s`} hx-swap="none" />;
}
