import type { VNode } from 'preact';
import { MANUAL_REPLY_WAYS } from '../../../channels/manual/manual-entry.js';
import { ENTRY_LENGTHS } from '../../../manual/entry-fields.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { ErrorSummary, TextField } from '../../frame/form-parts.js';
import { SelectField, TextAreaField } from '../../settings/pages/fields.js';
import { ENTRY_PATH, type EntryPageProps } from './entry-page-props.js';
import { MoreFields } from './more-fields.js';
import { OpenTicketsPart } from './open-tickets-part.js';

/** One page for what was said at the desk, on the telephone or in a letter: in the order in which it is said. */
export function EntryPage(props: EntryPageProps): VNode {
  const { words, ways, errors, csrf, userId, values, looksUp } = props;
  if (ways.length === 0) return <NoWay words={words} />;
  return (
    <div class="entry-page">
      <h1>{words('entry.title')}</h1>
      <ErrorSummary words={words} errors={errors} />
      <form
        id="catat"
        method="post"
        action={ENTRY_PATH}
        encType="multipart/form-data"
        data-draft={`kentongan-catat-${userId}`}
        data-fresh={errors.length === 0 ? 'ya' : 'tidak'}
        class="entry-form"
      >
        <Csrf token={csrf} />
        <input type="hidden" name="nonce" value={values.nonce ?? ''} />
        <div class="entry-main">
          <Ways {...props} />
          <TextAreaField
            id="uraian"
            label={words('entry.field.uraian')}
            hint={words('entry.hint.uraian')}
            errors={errors}
            value={values.uraian ?? ''}
            rows={8}
            maxLength={ENTRY_LENGTHS.text}
          />
          <Where {...props} />
        </div>
        <div class="entry-side">
          <Reporter {...props} />
          {looksUp && <OpenTicketsPart words={words} tenant={props.tenant} tickets={props.open} chosen={values.tambah ?? ''} />}
          <Reply {...props} />
          <MoreFields {...props} />
        </div>
        <div class="entry-save">
          <button class="btn btn-primary btn-lg">{words('entry.save')}</button>
          <span class="form-hint">{words('entry.keys')}</span>
          <p class="form-hint entry-draft" id="draf" hidden>
            {words('entry.draft')}
          </p>
        </div>
      </form>
    </div>
  );
} // prettier-ignore

function NoWay({ words }: { words: ConsoleWords }): VNode {
  return (
    <div class="frame-narrow">
      <h1>{words('entry.title')}</h1>
      <p>{words('entry.noWay')}</p>
    </div>
  );
}

/** Radio buttons: one key each, and all to be seen. */
function Ways({ words, ways, values, errors }: EntryPageProps): VNode {
  const own = errors.filter(({ field }) => field === 'kanal');
  const chosen = ways.find(({ channel }) => channel.id === values.kanal) ?? ways[0];
  return (
    <fieldset class="mb-3" id="kanal" tabIndex={-1}>
      <legend class="form-label">{words('entry.field.kanal')}</legend>
      {own.map(({ text }) => (
        <p key={text} class="form-error">
          {text}
        </p>
      ))}
      <div class="entry-ways">
        {ways.map(({ channel, way }) => (
          <label key={channel.id} class="form-check">
            <input
              type="radio"
              class="form-check-input"
              name="kanal"
              value={channel.id}
              checked={channel === chosen?.channel}
              data-reference={way.reference ? 'ya' : 'tidak'}
            />
            <span class="form-check-label">
              {words(`entry.way.${channel.provider}`)}
              {channel.address !== undefined && <span class="text-secondary"> {channel.address}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Where({ words, areas, values, errors }: EntryPageProps): VNode {
  return (
    <div class="entry-pair">
      <SelectField
        id="tempat"
        label={words('entry.field.tempat')}
        errors={errors}
        value={values.tempat ?? ''}
        choices={[
          { value: '', label: words('entry.none.tempat') },
          ...areas.districts.map(({ code, name, villages }) => ({
            group: name,
            choices: [
              { value: code, label: words('entry.district', { name }) },
              ...villages.map((village) => ({ value: village.code, label: village.name })),
            ],
          })),
        ]}
      />
      <TextField
        id="patokan"
        label={words('entry.field.patokan')}
        errors={errors}
        input={{ value: values.patokan ?? '', maxLength: ENTRY_LENGTHS.landmark, autocomplete: 'off' }}
      />
    </div>
  );
}

function Reporter({ words, values, errors, looksUp }: EntryPageProps): VNode {
  return (
    <div
      {...(looksUp && {
        'hx-post': `${ENTRY_PATH}/terbuka`,
        'hx-trigger': 'input delay:500ms from:#telepon, input delay:500ms from:#surel',
        'hx-include': '#telepon, #surel',
        'hx-target': '#terbuka',
        'hx-swap': 'innerHTML',
        'hx-sync': 'this:replace',
      })}
    >
      <div class="entry-pair">
        <TextField
          id="telepon"
          label={words('entry.field.telepon')}
          errors={errors}
          input={{ type: 'tel', value: values.telepon ?? '', maxLength: 40, autocomplete: 'off' }}
        />
        <TextField
          id="nama"
          label={words('entry.field.nama')}
          errors={errors}
          input={{ value: values.nama ?? '', maxLength: ENTRY_LENGTHS.name, autocomplete: 'off' }}
        />
      </div>
      <TextField
        id="surel"
        label={words('entry.field.surel')}
        errors={errors}
        input={{ type: 'text', inputMode: 'email', value: values.surel ?? '', maxLength: 200, autocomplete: 'off' }}
      />
    </div>
  );
}

function Reply({ words, values, errors }: EntryPageProps): VNode {
  return (
    <SelectField
      id="jawab"
      label={words('entry.field.jawab')}
      errors={errors}
      value={values.jawab ?? ''}
      choices={[
        { value: '', label: words('entry.none.jawab') },
        ...MANUAL_REPLY_WAYS.map((value) => ({ value, label: words(`entry.reply.${value}`) })),
      ]}
    />
  );
}
