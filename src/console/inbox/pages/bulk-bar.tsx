import type { VNode } from 'preact';
import { ARCHIVE_REASONS } from '../../../replies/archive-reasons.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import type { Choice } from './filter-form.js';

/** The form that the rows' boxes belong to. */
export const BULK_FORM = 'pilihan';
const PATH = '/console/aduan/pilihan';

/** What the reader may do to several tickets; what is absent they may not. */
export interface BulkChoices {
  assign: boolean;
  categories: readonly Choice[] | undefined;
  agencies: readonly Choice[] | undefined;
  archive: boolean;
}

interface BarProps {
  words: ConsoleWords;
  csrf: string;
  choices: BulkChoices;
  /** Where the list is. */
  back: string;
}

/** Actions on the rows that are ticked. Each button posts the same form to its own address. */
export function BulkBar({ words, csrf, choices, back }: BarProps): VNode {
  const { assign, categories, agencies, archive } = choices;
  const reasons = ARCHIVE_REASONS.map((value) => ({ value, text: words(`inbox.bulk.reasons.${value}`) }));
  return (
    <form class="bulk-bar" id={BULK_FORM} method="post" action={`${PATH}/petugas`} aria-labelledby="pilihan-judul">
      <h2 id="pilihan-judul" class="visually-hidden">
        {words('inbox.bulk.title')}
      </h2>
      <Csrf token={csrf} />
      <input type="hidden" name="kembali" value={back} />
      <label class="bulk-all" hidden>
        <input type="checkbox" class="form-check-input" data-choose-all /> {words('inbox.bulk.chooseAll')}
      </label>
      <output class="bulk-count" data-chosen={words('inbox.bulk.chosen', { count: '{count}' })} />
      {assign && (
        <button class="btn btn-sm" formAction={`${PATH}/petugas`}>
          {words('inbox.bulk.take')}
        </button>
      )}
      {categories && <Part words={words} name="kategori" action="recategorise" label="category" path="kategori" options={categories} />}
      {agencies && <Part words={words} name="instansi" action="dispatch" label="agency" path="disposisi" options={agencies} />}
      {archive && <Part words={words} name="alasan" action="archive" label="reason" path="arsip" options={reasons} hint={words('inbox.bulk.reasonHint')} />}
    </form>
  );
} // prettier-ignore

interface PartProps {
  words: ConsoleWords;
  name: string;
  action: string;
  label: string;
  path: string;
  options: readonly Choice[];
  hint?: string;
}

/** An action that needs a choice: opened first, so that none is done by a slip. */
function Part({ words, name, action, label, path, options, hint }: PartProps): VNode {
  const id = `pilihan-${name}`;
  return (
    <details class="frame-menu bulk-part">
      <summary class="btn btn-sm">{words(`inbox.bulk.${action}`)}</summary>
      <div class="dropdown-menu show">
        <label class="form-label" for={id}>
          {words(`inbox.bulk.${label}`)}
        </label>
        <select class="form-select" id={id} name={name} {...(hint !== undefined && { 'aria-describedby': `${id}-petunjuk` })}>
          <option value="">…</option>
          {options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
        {hint !== undefined && (
          <p class="form-hint" id={`${id}-petunjuk`}>
            {hint}
          </p>
        )}
        <button class="btn btn-primary btn-sm" formAction={`${PATH}/${path}`}>
          {words(`inbox.bulk.${action}`)}
        </button>
      </div>
    </details>
  );
} // prettier-ignore
