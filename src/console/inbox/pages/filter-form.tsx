import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { Icon } from '../../frame/icons.js';
import {
  MOST_CHARACTERS,
  SORTS,
  STATE_CHOICES,
  URGENCIES,
  type FilterField,
  type FilterFields,
} from '../ticket-filter.js';

export interface Choice {
  value: string;
  text: string;
}

/** What there is to choose from in an office. */
export interface FilterChoices {
  channels: readonly Choice[];
  categories: readonly Choice[];
  agencies: readonly Choice[];
  districts: readonly Choice[];
  people: readonly Choice[];
}

interface FormProps {
  words: ConsoleWords;
  csrf: string;
  fields: FilterFields;
  text: string;
  choices: FilterChoices;
}

/** Of the fields that are seldom used: where one of them is set, they are shown. */
const SELDOM: readonly FilterField[] = ['kanal', 'kecamatan', 'urgensi', 'petugas', 'dari', 'sampai', 'urut'];

/** Search and filters. Posted, since who is looked for must not stand in an address; the answer leads to one. */
export function FilterForm({ words, csrf, fields, text, choices }: FormProps): VNode {
  const fixed = (names: readonly string[], key: string): Choice[] =>
    names.map((value) => ({ value, text: words(`inbox.${key}.${value}`) }));
  const select = (name: FilterField, label: string, options: readonly Choice[]): VNode => (
    <Select words={words} name={name} label={words(`inbox.list.${label}`)} options={options} value={fields[name]} />
  );
  return (
    <form class="list-filter" method="post" action="/console/aduan/cari" role="search" aria-label={words('inbox.list.filter')}>
      <Csrf token={csrf} />
      <div class="filter-main">
        <div class="filter-text">
          <label class="form-label" for="saring-q">
            {words('inbox.list.text')}
          </label>
          <input
            class="form-control"
            type="search"
            id="saring-q"
            name="q"
            maxLength={MOST_CHARACTERS}
            autocomplete="off"
            value={text}
            aria-describedby="saring-q-petunjuk"
          />
        </div>
        {select('keadaan', 'state', fixed(STATE_CHOICES, 'state'))}
        {select('kategori', 'category', choices.categories)}
        {select('instansi', 'agency', choices.agencies)}
        <button class="btn btn-primary">{words('inbox.list.apply')}</button>
        {Object.keys(fields).length > 0 && (
          <a class="btn" href="/console/aduan">
            {words('inbox.list.clear')}
          </a>
        )}
      </div>
      <p class="form-hint" id="saring-q-petunjuk">
        {words('inbox.list.textHint')}. {words('inbox.list.textNote')}
      </p>
      <details class="filter-more" open={SELDOM.some((name) => fields[name] !== undefined)}>
        <summary>
          <Icon name="adjustments" size={18} /> {words('inbox.list.filterMore')}
        </summary>
        <div class="filter-grid">
          {select('kanal', 'channel', choices.channels)}
          {select('kecamatan', 'district', choices.districts)}
          {select('urgensi', 'urgency', fixed(URGENCIES, 'list.urgencies'))}
          {select('petugas', 'assigned', choices.people)}
          <Day name="dari" label={words('inbox.list.from')} value={fields.dari} />
          <Day name="sampai" label={words('inbox.list.until')} value={fields.sampai} />
          {select('urut', 'sort', fixed(SORTS, 'list.sorts'))}
        </div>
      </details>
    </form>
  );
} // prettier-ignore

interface SelectProps {
  words: ConsoleWords;
  name: FilterField;
  label: string;
  options: readonly Choice[];
  value: string | undefined;
}

function Select({ words, name, label, options, value }: SelectProps): VNode {
  const id = `saring-${name}`;
  return (
    <div>
      <label class="form-label" for={id}>
        {label}
      </label>
      <select class="form-select" id={id} name={name}>
        {name !== 'urut' && <option value="">{words('inbox.list.any')}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}

function Day({ name, label, value }: { name: FilterField; label: string; value: string | undefined }): VNode {
  const id = `saring-${name}`;
  return (
    <div>
      <label class="form-label" for={id}>
        {label}
      </label>
      <input class="form-control" type="date" id={id} name={name} value={value ?? ''} />
    </div>
  );
}
