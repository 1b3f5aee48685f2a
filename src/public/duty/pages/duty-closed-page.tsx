import type { VNode } from 'preact';
import type { Tenant } from '../../../tenants/tenant.js';
import { ErrorSummary } from '../../pages/fields.js';
import { Page } from '../../pages/page.js';
import type { Words } from '../../words.js';

interface ClosedProps {
  words: Words;
  token: string;
}

/** A link that we never gave, or whose officer has left. Which of them it is, is not said. */
export function UnknownLinkPage({ words, token }: ClosedProps): VNode {
  return (
    <Page words={words} path={`/d/${encodeURIComponent(token)}`} title={words('duty.unknown.title')} behindLink>
      <h1>{words('duty.unknown.title')}</h1>
      <p>{words('duty.unknown.text')}</p>
      <p>{words('duty.unknown.next')}</p>
    </Page>
  );
}

/** A link that has run out: nothing of the ticket, and another link to where this one was sent. */
export function ExpiredLinkPage({
  words,
  token,
  tenant,
  state,
}: ClosedProps & {
  tenant: Tenant;
  /** `sent`: another one is on its way. */
  state: 'expired' | 'sent' | 'tooMany' | 'trouble';
}): VNode {
  const failed = state === 'tooMany' || state === 'trouble';
  const title = words(state === 'sent' ? 'duty.expired.sentTitle' : 'duty.expired.title');
  return (
    <Page words={words} tenant={tenant} path={`/d/${token}`} title={title} failed={failed} behindLink>
      <h1>{title}</h1>
      {failed && (
        <ErrorSummary words={words} items={[{ text: words(`duty.errors.${state}`) }]} title={words('duty.notDone')} />
      )}
      <p>{words(state === 'sent' ? 'duty.expired.sent' : 'duty.expired.text')}</p>
      {state !== 'sent' && (
        <form method="post" action={`/d/${token}/tautan-baru`}>
          <button type="submit" class="big">
            {words('duty.expired.button')}
          </button>
        </form>
      )}
      <p>{words('duty.expired.help', { office: tenant.office })}</p>
    </Page>
  );
}
