import type { VNode } from 'preact';
import { addsUp, type ChannelBalance } from '../../../reports/reconcile.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Icon } from '../../frame/icons.js';
import { CHANNELS_PATH } from './paths.js';

interface BalanceProps {
  words: ConsoleWords;
  at: Date;
  rows: readonly ChannelBalance[];
}

const BUCKETS = ['ticket', 'followUp', 'duplicate', 'command', 'canary', 'ignored', 'failed', 'pending'] as const;

export function BalancePage(props: BalanceProps): VNode {
  const { words } = props;
  return (
    <>
      <p>
        <a href={CHANNELS_PATH}>
          <Icon name="chevron-left" /> {words('channels.title')}
        </a>
      </p>
      <h1>{words('channels.balance.title')}</h1>
      <Balance {...props} />
    </>
  );
}

/** Below the list of channels. */
export function BalancePart(props: BalanceProps): VNode {
  return (
    <>
      <h2>{props.words('channels.balance.title')}</h2>
      <Balance {...props} />
    </>
  );
}

/** What was received beside what became of it (promise 4); whether it adds up is said in words. */
function Balance({ words, at, rows }: BalanceProps): VNode {
  const heard = rows.filter((row) => row.received > 0 || !addsUp(row));
  return (
    <>
      <p>{words('channels.balance.intro', { at: words.dateTime(at) })}</p>
      {heard.length === 0 ? (
        <p>{words('channels.balance.empty')}</p>
      ) : (
        <div class="table-responsive" role="region" aria-label={words('channels.balance.title')} tabIndex={0}>
          <table class="table table-sm channel-numbers stacked-table">
            <thead>
              <tr>
                <th scope="col">{words('channels.balance.channel')}</th>
                <th scope="col">{words('channels.balance.received')}</th>
                {BUCKETS.map((bucket) => (
                  <th key={bucket} scope="col">
                    {words(`channels.balance.${bucket}`)}
                  </th>
                ))}
                <th scope="col">{words('channels.balance.result')}</th>
              </tr>
            </thead>
            <tbody>
              {heard.map((row) => (
                <tr key={row.channelId}>
                  <th scope="row">{row.channelId}</th>
                  <td data-label={words('channels.balance.received')}>{row.received}</td>
                  {BUCKETS.map((bucket) => (
                    <td
                      key={bucket}
                      data-label={words(`channels.balance.${bucket}`)}
                      class={row[bucket] === 0 ? 'channel-zero' : ''}
                    >
                      {row[bucket]}
                    </td>
                  ))}
                  <td data-label={words('channels.balance.result')}>
                    {addsUp(row) ? (
                      <span class="channel-good">
                        <Icon name="check" /> {words('channels.balance.ok')}
                      </span>
                    ) : (
                      <span class="channel-bad">
                        <Icon name="x" /> {words('channels.balance.wrong')}
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
