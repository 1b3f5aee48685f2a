import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { Icon } from '../../frame/icons.js';
import type { View } from '../saved-views.js';
import { FILTER_FIELDS, listPath, type FilterFields } from '../ticket-filter.js';

interface ViewsProps {
  words: ConsoleWords;
  csrf: string;
  saved: readonly View[];
  /** What the list is filtered by. */
  fields: FilterFields;
}

/** The reader's own searches: one click each. */
export function ViewsPart({ words, csrf, saved, fields }: ViewsProps): VNode {
  const here = listPath(fields);
  const filtered = Object.keys(fields).length > 0;
  return (
    <nav class="saved-views" aria-label={words('inbox.views.title')}>
      {(saved.length > 0 || filtered) && (
        <ul>
          {saved.map((view) => (
            <li key={view.id}>
              <a
                class="btn btn-sm"
                href={listPath(view.fields)}
                {...(listPath(view.fields) === here && { 'aria-current': 'page' })}
              >
                <Icon name="bookmark" size={16} /> {view.name}
              </a>
              <Manage words={words} csrf={csrf} view={view} />
            </li>
          ))}
          {filtered && (
            <li>
              <Save words={words} csrf={csrf} fields={fields} />
            </li>
          )}
        </ul>
      )}
      {saved.length === 0 && <p class="form-hint">{words('inbox.views.none')}</p>}
    </nav>
  );
}

function Manage({ words, csrf, view: { id, name } }: { words: ConsoleWords; csrf: string; view: View }): VNode {
  return (
    <details class="frame-menu">
      <summary class="btn btn-icon btn-sm">
        <Icon name="chevron-down" size={16} />
        <span class="visually-hidden">{words('inbox.views.manage', { name })}</span>
      </summary>
      <div class="dropdown-menu show">
        <form method="post" action={`/console/tampilan/${id}/nama`}>
          <Csrf token={csrf} />
          <label class="form-label" for={`nama-${id}`}>
            {words('inbox.views.name')}
          </label>
          <input class="form-control" id={`nama-${id}`} name="nama" value={name} required maxLength={60} />
          <button class="btn btn-sm">{words('inbox.views.rename')}</button>
        </form>
        <form method="post" action={`/console/tampilan/${id}/hapus`}>
          <Csrf token={csrf} />
          <button class="btn btn-sm btn-danger">{words('inbox.views.remove')}</button>
        </form>
      </div>
    </details>
  );
}

function Save({ words, csrf, fields }: Omit<ViewsProps, 'saved'>): VNode {
  return (
    <details class="frame-menu">
      <summary class="btn btn-sm">
        <Icon name="plus" size={16} /> {words('inbox.views.save')}
      </summary>
      <form class="dropdown-menu show" method="post" action="/console/tampilan">
        <Csrf token={csrf} />
        {FILTER_FIELDS.map((name) => fields[name] !== undefined && <input key={name} type="hidden" name={name} value={fields[name]} />)}
        <label class="form-label" for="tampilan-nama">
          {words('inbox.views.name')}
        </label>
        <input class="form-control" id="tampilan-nama" name="nama" required maxLength={60} />
        <button class="btn btn-primary btn-sm">{words('inbox.views.save')}</button>
      </form>
    </details>
  );
} // prettier-ignore
