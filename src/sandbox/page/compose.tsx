import type { VNode } from 'preact';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { Tenant } from '../../tenants/tenant.js';
import { pageUrl, type PageState } from '../page-state.js';
import type { Words } from './words.js';

export interface ComposeProps {
  state: PageState;
  channel: ChannelConfig;
  tenants: readonly Tenant[];
  failures: readonly string[];
  words: Words;
}

/** The box to write in, with the keywords that a shared number wants. */
export function Compose({ state, channel, tenants, failures, words }: ComposeProps): VNode {
  const shared = channel.tenant === undefined;
  return (
    <form class="compose" method="post" action="/sandbox" id="tulis" data-compose>
      <input type="hidden" name="channelId" value={channel.id} />
      <input type="hidden" name="address" value={state.address} />
      <input type="hidden" name="lang" value={state.locale} />
      <div class="alert" role="alert" data-alert hidden={failures.length === 0}>
        {failures.map((failure) => (
          <p key={failure}>{words(failure)}</p>
        ))}
      </div>
      {shared && (
        <div class="keywords" role="group" aria-label={words('keywords')}>
          {tenants.map(({ slug, name, keywords: [keyword] }) =>
            keyword === undefined ? null : (
              <a key={slug} href={pageUrl(state, { text: `${keyword} ` })} title={name} data-insert={`${keyword} `}>
                {keyword}
              </a>
            ),
          )}
        </div>
      )}
      <div class="row">
        <label class="unseen" for="text">
          {words('message')}
        </label>
        <textarea
          id="text"
          name="text"
          rows={2}
          maxLength={1600}
          required
          dir="auto"
          placeholder={words(shared ? 'placeholder.shared' : 'placeholder.own')}
          aria-describedby="count"
        >
          {state.text}
        </textarea>
        <button type="submit" class="primary" data-busy={words('sending')}>
          {words('send')}
        </button>
      </div>
      <div class="below">
        <output id="count" for="text" data-count={words('count', { characters: '#c', segments: '#s' })}>
          {words('countIdle')}
        </output>
        <details>
          <summary>{words('options')}</summary>
          <label class="check">
            <input type="checkbox" name="repeat" />
            {words('repeat')}
          </label>
          {channel.provider !== 'http' && (
            <label class="file" hidden data-file>
              {words('photo')}
              <input type="file" accept="image/*,application/pdf" multiple />
            </label>
          )}
        </details>
      </div>
      <template data-errors>
        {['from', 'text', 'attachments', 'channelId', 'refused', 'unreachable'].map((key) => (
          <p key={key} data-key={key}>
            {words(`errors.${key}`)}
          </p>
        ))}
      </template>
    </form>
  );
}
