import type { VNode } from 'preact';
import type { Revision } from '../../../tenants/revision-rows.js';
import type { TenantState } from '../../../tenants/tenant-revisions.js';
import { Csrf } from '../../frame/csrf-field.js';
import { ChangeList } from './change-list.js';
import type { EditContext } from './edit-context.js';
import { BackLink } from './edit-page.js';

export interface HistoryPageProps extends EditContext {
  state: TenantState;
  revisions: readonly Revision[];
  /** Names by `savedBy`. */
  people: ReadonlyMap<string, string>;
  /** Whether there are older ones. */
  more: boolean;
}

/** Who changed what and when, newest first, with a way back. */
export function HistoryPage(props: HistoryPageProps): VNode {
  const { words, tenant, state, revisions, people, more, csrf, manages } = props;
  const oldest = revisions.at(-1)?.number;
  return (
    <div class="settings-page">
      <BackLink words={words} />
      <h1>{words('settings.part.riwayat')}</h1>
      <p>{words('settings.about.riwayat')}</p>
      {revisions.length === 0 && <p>{words('settings.history.none')}</p>}
      <ol class="settings-history" reversed>
        {revisions.map(({ number, savedAt, savedBy, note, changes }) => (
          <li key={number} value={number}>
            <p>
              <time dateTime={savedAt.toISOString()}>{words.dateTime(savedAt)}</time> · {people.get(savedBy) ?? words('settings.history.somebody')}
              {number === state.applied && <span class="settings-holds">{words('settings.history.holds')}</span>}
            </p>
            {note !== null && <p class="settings-note">{note}</p>}
            <ChangeList words={words} tenant={tenant} changes={changes} />
            {manages && (
              <form method="post" action={`/console/pengaturan/riwayat/${String(number - 1)}`}>
                <Csrf token={csrf} />
                <button class="btn btn-sm" name="langkah" value="periksa">
                  {words('settings.history.undo')}
                  <span class="visually-hidden"> {words('settings.history.of', { number })}</span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ol>
      {more && oldest !== undefined && (
        <a class="btn" href={`/console/pengaturan/riwayat?sebelum=${String(oldest)}`}>
          {words('settings.history.older')}
        </a>
      )}
    </div>
  );
} // prettier-ignore
