import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { Locales } from '../../tenants/locales.js';
import { LOCALES, type LocaleName, type Tenant } from '../../tenants/tenant.js';
import { PRESETS, pageUrl, type PageState } from '../page-state.js';
import type { PhoneMessage } from '../phone.js';
import { Compose } from './compose.js';
import { Conversation } from './conversation.js';
import { Guide } from './guide.js';
import type { Words } from './words.js';

export interface SandboxPageProps {
  state: PageState;
  channels: readonly ChannelConfig[];
  tenants: readonly Tenant[];
  locales: Locales;
  messages: readonly PhoneMessage[];
  /** Keys of what went wrong. */
  failures: readonly string[];
}

/** The whole document. */
export function sandboxPage(props: SandboxPageProps): string {
  return `<!doctype html>${renderToString(<SandboxPage {...props} words={wordsOf(props.locales, props.state.locale)} />)}`;
}

/** The bubbles alone. */
export function conversationFragment(locales: Locales, locale: LocaleName, messages: readonly PhoneMessage[]): string {
  return renderToString(<Conversation words={wordsOf(locales, locale)} messages={messages} />);
}

function wordsOf(locales: Locales, locale: LocaleName): Words {
  return (key, params) => locales.translate(locale, `sandbox.${key}`, params);
}

function SandboxPage({
  state,
  channels,
  tenants,
  messages,
  failures,
  words,
}: SandboxPageProps & { words: Words }): VNode {
  const channel = channels.find(({ id }) => id === state.channelId);
  const reload = pageUrl(state);
  return (
    <html lang={state.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="same-origin" />
        <title>{words('title')}</title>
        <link rel="icon" type="image/svg+xml" href="/sandbox/assets/icon.svg" />
        <link rel="stylesheet" href="/sandbox/assets/phone.css" />
        <script src="/sandbox/assets/phone.js" defer />
      </head>
      <body>
        <a class="skip" href="#tulis">
          {words('skip')}
        </a>
        <header class="top">
          <div>
            <h1>{words('heading')}</h1>
            <p>{words('intro')}</p>
          </div>
          <nav aria-label={words('languages')}>
            {LOCALES.map((locale) => (
              <a
                key={locale}
                href={pageUrl(state, { locale })}
                hreflang={locale}
                lang={locale}
                aria-current={locale === state.locale ? 'true' : undefined}
              >
                {locale === 'id' ? 'Indonesia' : 'English'}
              </a>
            ))}
          </nav>
        </header>
        <main>
          <section class="phone" aria-label={words('phone')}>
            <PhoneChooser state={state} channels={channels} words={words} />
            <div class="screen" data-conversation={`/sandbox/conversation?${reload.split('?')[1] ?? ''}`}>
              <Conversation words={words} messages={messages} />
            </div>
            <noscript>
              <p class="reload">
                <a href={reload}>{words('reload')}</a>
              </p>
            </noscript>
            <p class="offline" role="status" hidden data-offline>
              {words('offline')}
            </p>
            {channel ? (
              <Compose state={state} channel={channel} tenants={tenants} failures={failures} words={words} />
            ) : (
              <p class="none">{words('noChannels')}</p>
            )}
          </section>
          <Guide state={state} channel={channel} tenants={tenants} words={words} />
        </main>
      </body>
    </html>
  );
}

function PhoneChooser({
  state,
  channels,
  words,
}: {
  state: PageState;
  channels: readonly ChannelConfig[];
  words: Words;
}): VNode {
  return (
    <form class="chooser" method="get" action="/sandbox" data-chooser>
      {state.locale !== 'id' && <input type="hidden" name="lang" value={state.locale} />}
      <div class="field">
        <label for="address">{words('number')}</label>
        <input
          id="address"
          name="address"
          type="tel"
          inputmode="tel"
          autocomplete="off"
          list="presets"
          value={state.address}
          required
        />
        <datalist id="presets">
          {PRESETS.map(({ address, name }) => (
            <option key={address} value={address} label={name} />
          ))}
        </datalist>
      </div>
      <div class="field">
        <label for="channel">{words('channel')}</label>
        <select id="channel" name="channelId">
          {channels.map(({ id, address }) => (
            <option key={id} value={id} selected={id === state.channelId}>
              {address === undefined ? id : `${address} (${id})`}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" class="quiet">
        {words('open')}
      </button>
    </form>
  );
}
