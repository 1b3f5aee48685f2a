import type { VNode } from 'preact';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { Tenant } from '../../tenants/tenant.js';
import { answerSubject } from '../mail/write-mail.js';
import { pageUrl, type PageState } from '../page-state.js';
import type { PhoneMessage } from '../phone.js';
import type { Carries } from '../stand-in.js';
import { excerpt, Hidden } from './conversation.js';
import type { Words } from './words.js';

const ERRORS = ['from', 'subject', 'text', 'attachments', 'location', 'quotes', 'channelId', 'refused', 'unreachable'];

export interface ComposeProps {
  state: PageState;
  channel: ChannelConfig;
  carries: Carries;
  /** The message that is answered. */
  answered: PhoneMessage | undefined;
  tenants: readonly Tenant[];
  failures: readonly string[];
  words: Words;
}

/** The box to write in, with what the channel carries besides text. */
export function Compose({ state, channel, carries, answered, tenants, failures, words }: ComposeProps): VNode {
  const shared = channel.tenant === undefined;
  const textOnly = state.app === 'sms' || state.app === 'web';
  return (
    <form
      class={`compose ${state.app}`}
      method="post"
      action="/sandbox"
      id="tulis"
      data-compose
      data-answer-part={carries.parts.includes('inReplyTo') ? 'inReplyTo' : 'quotes'}
      data-after={answered && pageUrl(state)}
    >
      <Hidden state={state} answers={answered?.id} />
      <div class="alert" role="alert" data-alert hidden={failures.length === 0}>
        {failures.map((failure) => (
          <p key={failure}>{words(failure)}</p>
        ))}
      </div>
      {answered !== undefined && (
        <p class="answering">
          <span>
            {words('answering')} <q>{excerpt(answered, words)}</q>
          </span>{' '}
          <a href={pageUrl(state)}>{words('cancel')}</a>
        </p>
      )}
      {shared && <Keywords state={state} tenants={tenants} words={words} />}
      {carries.parts.includes('subject') && (
        <div class="field subject">
          <label for="subject">{words('subject')}</label>
          <input
            id="subject"
            name="subject"
            type="text"
            maxLength={200}
            dir="auto"
            value={state.subject ?? (answered && answerSubject(answered.subject))}
          />
        </div>
      )}
      <div class="row">
        <label class="unseen" for="text">
          {words('message')}
        </label>
        <textarea
          id="text"
          name="text"
          rows={state.app === 'mail' ? 4 : 2}
          maxLength={carries.longestText}
          required={textOnly}
          dir="auto"
          placeholder={words(shared ? 'placeholder.shared' : 'placeholder.own')}
          aria-describedby={state.app === 'sms' ? 'count' : undefined}
        >
          {state.text}
        </textarea>
        <button type="submit" class="primary" data-busy={words('sending')}>
          {words('send')}
        </button>
      </div>
      <div class="below">
        {state.app === 'sms' && (
          <output id="count" for="text" data-count={words('count', { characters: '#c', segments: '#s' })}>
            {words('countIdle')}
          </output>
        )}
        <Extras carries={carries} words={words} />
      </div>
      <template data-errors>
        {ERRORS.map((key) => (
          <p key={key} data-key={key}>
            {words(`errors.${key}`)}
          </p>
        ))}
      </template>
    </form>
  );
}

function Keywords({ state, tenants, words }: { state: PageState; tenants: readonly Tenant[]; words: Words }): VNode {
  return (
    <div class="keywords" role="group" aria-label={words('keywords')}>
      {tenants.map(({ slug, name, keywords: [keyword] }) =>
        keyword === undefined ? null : (
          <a key={slug} href={pageUrl(state, { text: `${keyword} ` })} title={name} data-insert={`${keyword} `}>
            {keyword}
          </a>
        ),
      )}
    </div>
  );
}

/** Files, a place, and what only testers want. */
function Extras({ carries, words }: { carries: Carries; words: Words }): VNode {
  return (
    <details>
      <summary>{words(carries.files || carries.parts.includes('location') ? 'extras' : 'options')}</summary>
      {carries.files && (
        <label class="file" hidden data-file>
          {words('photo')}
          <input type="file" accept="image/*,application/pdf" multiple />
        </label>
      )}
      {carries.parts.includes('location') && (
        <fieldset>
          <legend>{words('place')}</legend>
          <label>
            {words('latitude')}
            <input name="latitude" type="text" inputmode="decimal" placeholder="-3.4512" />
          </label>
          <label>
            {words('longitude')}
            <input name="longitude" type="text" inputmode="decimal" placeholder="115.9934" />
          </label>
          <label class="wide">
            {words('placeName')}
            <input name="place" type="text" maxLength={100} placeholder="Pasar Batulicin" />
          </label>
        </fieldset>
      )}
      <label class="check">
        <input type="checkbox" name="repeat" />
        {words('repeat')}
      </label>
    </details>
  );
}
