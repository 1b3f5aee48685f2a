import type { VNode } from 'preact';
import type { EntryReceipt } from '../../../manual/manual-desk.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Icon } from '../../frame/icons.js';
import { ENTRY_PATH } from './entry-page-props.js';

interface ResultProps {
  words: ConsoleWords;
  receipt: EntryReceipt;
  /** Where the reporter follows it, without a code. */
  trackingUrl: string;
  /** Names the draft that is done with. */
  userId: string;
}

/** The number, large; what to say; and the next one. */
export function ResultPage({ words, receipt, trackingUrl, userId }: ResultProps): VNode {
  const { inboundId, state, number, trackingCode, say } = receipt;
  const path = `${ENTRY_PATH}/hasil/${inboundId}`;
  const waits = state === 'pending';
  return (
    <div class="entry-result" data-draft-done={`kentongan-catat-${userId}`}>
      <div {...(waits && { 'hx-get': path, 'hx-trigger': 'every 2s', 'hx-select': '.entry-result', 'hx-target': 'closest .entry-result', 'hx-swap': 'outerHTML' })}>
        <h1>{words(`entry.result.${state}`)}</h1>
        {number !== null && <p class="entry-number">{number}</p>}
        {trackingCode !== null && (
          <p>
            {words('entry.result.code')} <strong class="entry-code">{trackingCode}</strong>
            <br />
            {words('entry.result.track', { url: trackingUrl })}
          </p>
        )}
        {say.length > 0 && (
          <>
            <h2>{words('entry.result.say')}</h2>
            {say.map((text) => (
              <blockquote key={text} class="entry-say">
                {text}
              </blockquote>
            ))}
          </>
        )}
        <div class="btn-list">
          <a class="btn btn-primary btn-lg" href={ENTRY_PATH} autofocus>
            <Icon name="pencil-plus" /> {words('entry.result.next')}
          </a>
          {trackingCode !== null && (
            <a class="btn btn-lg" href={`${path}/bukti`} target="_blank" rel="noopener">
              <Icon name="printer" /> {words('entry.result.slip')}
            </a>
          )}
          {number !== null && (
            <a class="btn btn-lg" href={`/console/aduan/${number}`}>
              {words('entry.result.open')}
            </a>
          )}
        </div>
      </div>
    </div>
  );
} // prettier-ignore
