import type { ComponentChildren, VNode } from 'preact';
import type { Revision } from '../../../tenants/revision-rows.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { ErrorSummary, type FieldError } from '../../frame/form-parts.js';
import type { FormValues } from '../edit/item-editor.js';
import type { Part, Review } from '../settings-desk.js';
import { changeLine, ChangeList } from './change-list.js';
import type { EditContext } from './edit-context.js';
import { ItemFields } from './item-forms.js';
import { ReplayPart } from './replay-part.js';

export interface ItemPageProps extends EditContext {
  part: Part;
  /** Null: something new. */
  item: string | null;
  title: string;
  values: FormValues;
  errors: readonly FieldError[];
  /** The newest revision when the form was begun. */
  base: number;
  /** Saved by others since. */
  since?: readonly Revision[];
  /** Whether this can be ended. */
  ends: boolean;
  /** What stands beside the form: a text's preview. */
  aside?: VNode;
}

export function partPath(part: Part, item?: string | null): string {
  if (item === undefined) return `/console/pengaturan/${part}`;
  return `/console/pengaturan/${part}/${item === null ? 'baru' : encodeURIComponent(item)}`;
}

/** The form of one thing. It is looked through before it is saved. */
export function EditPage(props: ItemPageProps): VNode {
  const { words, part, item, title, base, errors, since = [], csrf, ends, manages, aside, tenant } = props;
  return (
    <div class="settings-page">
      <BackLink words={words} part={part} />
      <h1>{title}</h1>
      {since.length > 0 && (
        <div class="alert alert-warning form-errors" role="alert" tabIndex={-1}>
          <h2>{words('settings.conflict.title')}</h2>
          <p>{words('settings.conflict.text')}</p>
          <ul>
            {since.flatMap(({ number, changes }) =>
              changes.map((change) => (
                <li key={`${String(number)}/${change.section}/${change.item}/${change.what}`}>
                  {changeLine(words, tenant, change)}
                </li>
              )),
            )}
          </ul>
        </div>
      )}
      <ErrorSummary words={words} errors={errors} />
      <form method="post" action={partPath(part, item)} class={aside ? 'settings-beside' : ''}>
        <Csrf token={csrf} />
        <input type="hidden" name="dasar" value={base} />
        <fieldset class="settings-whole" disabled={!manages}>
          <ItemFields {...props} />
          {manages && (
            <button class="btn btn-primary" name="langkah" value="periksa">
              {words('settings.look')}
            </button>
          )}
        </fieldset>
        {aside}
      </form>
      {ends && manages && item !== null && (
        <form method="post" action={partPath(part, item)} class="settings-end">
          <Csrf token={csrf} />
          <input type="hidden" name="dasar" value={base} />
          <button class="btn btn-outline-danger" name="langkah" value="akhiri">
            {words(`settings.end.${part}`)}
          </button>
        </form>
      )}
    </div>
  );
}

export interface ReviewPageProps extends EditContext {
  title: string;
  /** Where it is saved. */
  action: string;
  /** What saves it, as the form's `langkah`. */
  step: string;
  review: Review;
  base: number;
  /** Of this form alone: sent twice, it is saved once. */
  nonce: string;
  /** What the form held, so that it can be gone on with. */
  values: FormValues;
  /** Absent: there is no form to go back to. */
  back?: { words: string; path?: string };
  children?: ComponentChildren;
}

/** What would change, before it is saved. */
export function ReviewPage(props: ReviewPageProps): VNode {
  const { words, title, action, step, review, base, nonce, values, back, csrf, tenant, children } = props;
  const nothing = review.changes.length === 0;
  return (
    <div class="settings-page">
      <h1>{title}</h1>
      {children}
      <h2>{words('settings.willChange')}</h2>
      <ChangeList words={words} tenant={review.after} changes={review.changes} />
      {review.replay && <ReplayPart words={words} tenant={withNames(review, tenant)} replay={review.replay} />}
      <form method="post" action={action}>
        <Csrf token={csrf} />
        <input type="hidden" name="dasar" value={base} />
        <input type="hidden" name="nonce" value={nonce} />
        {Object.entries(values).map(([name, value]) => (
          <textarea key={name} name={name} hidden>
            {value}
          </textarea>
        ))}
        {!nothing && (
          <div class="mb-3">
            <label class="form-label" for="catatan">
              {words('settings.note')}
            </label>
            <div class="form-hint" id="catatan-petunjuk">
              {words('settings.noteHint')}
            </div>
            <input class="form-control" id="catatan" name="catatan" maxLength={300} autocomplete="off" aria-describedby="catatan-petunjuk" />
          </div>
        )}
        <div class="btn-list">
          {!nothing && (
            <button class="btn btn-primary" name="langkah" value={step}>
              {words('settings.save')}
            </button>
          )}
          {back && back.path === undefined && (
            <button class="btn" name="langkah" value="ubah">
              {back.words}
            </button>
          )}
          {back?.path !== undefined && (
            <a class="btn" href={back.path}>
              {back.words}
            </a>
          )}
        </div>
      </form>
    </div>
  );
} // prettier-ignore

/** With what stood in the list before: tickets of old rules are named, too. */
function withNames({ after }: Review, before: EditContext['tenant']): EditContext['tenant'] {
  const { agencies, categories } = after.retired;
  return {
    ...after,
    retired: { agencies: [...agencies, ...before.agencies], categories: [...categories, ...before.categories] },
  };
}

/** What keeps something from being ended. */
export function RefusedPage({ words, title, errors, back }: { words: ConsoleWords; title: string; errors: readonly FieldError[]; back: string }): VNode {
  return (
    <div class="settings-page">
      <h1>{title}</h1>
      <ErrorSummary words={words} errors={errors} heading={words('settings.refusedYet')} />
      <p>{words('settings.refused')}</p>
      <a class="btn btn-primary" href={back}>
        {words('settings.back')}
      </a>
    </div>
  );
} // prettier-ignore

export function BackLink({ words, part }: { words: ConsoleWords; part?: Part }): VNode {
  return (
    <p>
      <a href={part === undefined ? '/console/pengaturan' : partPath(part)}>
        ← {words(part === undefined ? 'settings.title' : `settings.part.${part}`)}
      </a>
    </p>
  );
}
