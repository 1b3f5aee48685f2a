import type { VNode } from 'preact';
import type { Tenant } from '../../tenants/tenant.js';
import type { Words } from '../words.js';

/** What was just asked for, and what went wrong with it. */
export interface CancelDraft {
  sent?: boolean;
  /** A text, not a key. */
  error?: string;
}

/** Folded away, so that nobody takes a report back by a slip; one page all the same. */
export function CancelPart({ words, tenant, draft }: { words: Words; tenant: Tenant; draft: CancelDraft }): VNode {
  if (draft.sent)
    return (
      <p class="heard" role="status">
        {words('cancel.heard')} <a href={`/${tenant.slug}/lacak`}>{words('verdict.look')}</a>
      </p>
    );
  return (
    <details id="batal" open={draft.error !== undefined}>
      <summary>{words('cancel.title')}</summary>
      {draft.error !== undefined && (
        <p class="error" role="alert">
          {draft.error}
        </p>
      )}
      <p>{words('cancel.meaning')}</p>
      <form method="post" action={`/${tenant.slug}/lacak/batal`}>
        <button type="submit" class="secondary">
          {words('cancel.send')}
        </button>
      </form>
    </details>
  );
}
