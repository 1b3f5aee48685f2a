import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { Locales } from '../../tenants/locales.js';
import { LOCALES, type LocaleName, type Tenant } from '../../tenants/tenant.js';
import { ownAddress, PRESETS, pageUrl, type PageState } from '../page-state.js';
import type { PhoneMessage } from '../phone.js';
import type { Carries } from '../stand-in.js';
import { APPS, appOf } from './apps.js';
import { Compose } from './compose.js';
import { Conversation } from './conversation.js';
import { Guide } from './guide.js';
import type { Words } from './words.js';

export interface SandboxPageProps {
  state: PageState;
  channels: readonly ChannelConfig[];
  /** What the open channel carries. */
  carries: Carries | undefined;
  tenants: readonly Tenant[];
  locales: Locales;
  /** Of the open app. */
  messages: readonly PhoneMessage[];
  /** Keys of what went wrong. */
  failures: readonly string[];
}

const STYLES = ['base', 'phone', 'messages', 'compose', 'guide'] as const;

/** The whole document. */
export function sandboxPage(props: SandboxPageProps): string {
  return `<!doctype html>${renderToString(<SandboxPage {...props} words={wordsOf(props.locales, props.state.locale)} />)}`;
}

/** The bubbles alone. */
export function conversationFragment({
  locales,
  state,
  carries,
  messages,
}: Pick<SandboxPageProps, 'locales' | 'state' | 'carries' | 'messages'>): string {
  const words = wordsOf(locales, state.locale);
  return renderToString(
    <Conversation words={words} state={state} messages={messages} answerable={isAnswerable(carries)} />,
  );
}

function isAnswerable(carries: Carries | undefined): boolean {
  return carries?.parts.some((part) => part === 'quotes' || part === 'inReplyTo') === true;
}

function wordsOf(locales: Locales, locale: LocaleName): Words {
  return (key, params) => locales.translate(locale, `sandbox.${key}`, params);
}

function SandboxPage({
  state,
  channels,
  carries,
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
        {STYLES.map((name) => (
          <link key={name} rel="stylesheet" href={`/sandbox/assets/${name}.css`} />
        ))}
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
            <Apps state={state} channels={channels} words={words} />
            <PhoneChooser state={state} channels={channels} words={words} />
            <div class="screen" data-conversation={`/sandbox/conversation?${reload.split('?')[1] ?? ''}`}>
              <Conversation words={words} state={state} messages={messages} answerable={isAnswerable(carries)} />
            </div>
            <noscript>
              <p class="reload">
                <a href={reload}>{words('reload')}</a>
              </p>
            </noscript>
            <p class="offline" role="status" hidden data-offline>
              {words('offline')}
            </p>
            {channel && carries ? (
              <Compose
                state={state}
                channel={channel}
                carries={carries}
                answered={messages.find(({ id }) => id === state.answers)}
                tenants={tenants}
                failures={failures}
                words={words}
              />
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

/** One link for each app that a channel is reached by. */
function Apps({ state, channels, words }: Pick<SandboxPageProps, 'state' | 'channels'> & { words: Words }): VNode {
  return (
    <nav class="apps" aria-label={words('apps.label')}>
      {APPS.map((app) => {
        const first = channels.find((channel) => appOf(channel) === app);
        return first === undefined ? null : (
          <a
            key={app}
            href={pageUrl(state, { channelId: first.id })}
            aria-current={app === state.app ? 'page' : undefined}
          >
            {words(`apps.${app}`)}
          </a>
        );
      })}
    </nav>
  );
}

function PhoneChooser({
  state,
  channels,
  words,
}: Pick<SandboxPageProps, 'state' | 'channels'> & { words: Words }): VNode {
  const byMail = state.app === 'mail';
  const name = byMail ? 'mailbox' : 'address';
  return (
    <form class="chooser" method="get" action="/sandbox" data-chooser>
      {state.locale !== 'id' && <input type="hidden" name="lang" value={state.locale} />}
      {byMail && <input type="hidden" name="address" value={state.address} />}
      <div class="field">
        <label for={name}>{words(byMail ? 'mailbox' : 'number')}</label>
        <input
          id={name}
          name={name}
          type={byMail ? 'email' : 'tel'}
          inputmode={byMail ? 'email' : 'tel'}
          autocomplete="off"
          list="presets"
          value={ownAddress(state)}
          required
        />
        <datalist id="presets">
          {PRESETS.map((preset) => (
            <option key={preset.address} value={preset[name]} label={preset.name} />
          ))}
        </datalist>
      </div>
      <div class="field">
        <label for="channel">{words('channel')}</label>
        <select id="channel" name="channelId">
          {channels
            .filter((channel) => appOf(channel) === state.app)
            .map(({ id, address }) => (
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
