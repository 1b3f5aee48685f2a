import type { VNode } from 'preact';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { Tenant } from '../../tenants/tenant.js';
import { ownAddress, PRESETS, pageUrl, type PageState } from '../page-state.js';
import type { Words } from './words.js';

const EXAMPLES = ['complaint', 'help', 'status', 'unknown'] as const;

export interface GuideProps {
  state: PageState;
  channel: ChannelConfig | undefined;
  tenants: readonly Tenant[];
  words: Words;
}

/** Beside the phone: whose phone it is, what one can try, and where else to look. */
export function Guide({ state, channel, tenants, words }: GuideProps): VNode {
  const tenant = tenants.find(({ slug }) => slug === channel?.tenant) ?? tenants[0];
  const keyword = channel?.tenant === undefined ? (tenant?.keywords[0] ?? '') : '';
  return (
    <aside aria-label={words('guide')}>
      <section>
        <h2>{words('whose')}</h2>
        <ul class="people">
          {PRESETS.map(({ address, mailbox, name }) => (
            <li key={address}>
              <a
                href={pageUrl(state, { address })}
                aria-current={ownAddress(state) === ownAddress({ ...state, address, mailbox }) ? 'true' : undefined}
              >
                <strong>{name}</strong> <span>{ownAddress({ ...state, address, mailbox })}</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{words('try')}</h2>
        <ul class="examples">
          {EXAMPLES.map((example) => {
            const text = words(`examples.${example}.text`, { keyword }).trim();
            return (
              <li key={example}>
                <a href={pageUrl(state, { text })} data-insert={text}>
                  {text}
                </a>
                <span>{words(`examples.${example}.what`)}</span>
              </li>
            );
          })}
        </ul>
      </section>
      <section>
        <h2>{words('pages')}</h2>
        <ul class="pages">
          {tenants.map(({ slug, name }) => (
            <li key={slug}>
              <a href={`/${slug}`}>{name}</a>
            </li>
          ))}
        </ul>
      </section>
      <p class="note">{words('note')}</p>
    </aside>
  );
}
