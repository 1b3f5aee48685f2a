import type { VNode } from 'preact';
import { ENTRY_LENGTHS } from '../../../manual/entry-fields.js';
import { DOCUMENT_TYPES } from '../../../messaging/inbound-event.js';
import { Field, TextField } from '../../frame/form-parts.js';
import { SelectField, TextAreaField } from '../../settings/pages/fields.js';
import { IDENTITY_CHOICES } from '../entry-form.js';
import type { EntryPageProps } from './entry-page-props.js';

/** What few entries need; open where something in it is wrong or filled in. */
export function MoreFields({ words, tenant, values, errors, ways, files }: EntryPageProps): VNode {
  const own = ['alamat', 'dokumen', 'kategori', 'waktu', 'rujukan', 'identitas', 'lampiran'];
  const wrong = errors.some(({ field }) => own.includes(field ?? ''));
  const filled = [values.alamat, values.dokumen, values.kategori, values.waktu, values.rujukan].some(Boolean);
  const identities = IDENTITY_CHOICES.map((value) => ({ value, label: words(`entry.identity.${value}`) }));
  return (
    <details class="entry-more" open={wrong || filled}>
      <summary>{words('entry.more')}</summary>
      <TextAreaField
        id="alamat"
        label={words('entry.field.alamat')}
        hint={words('entry.hint.alamat')}
        errors={errors}
        value={values.alamat ?? ''}
        rows={2}
        maxLength={ENTRY_LENGTHS.postalAddress}
      />
      <SelectField
        id="kategori"
        label={words('entry.field.kategori')}
        errors={errors}
        value={values.kategori ?? ''}
        choices={[
          { value: '', label: words('entry.none.kategori') },
          ...tenant.categories.filter(({ parent }) => parent !== undefined).map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
      />
      <TextField
        id="waktu"
        label={words('entry.field.waktu')}
        hint={words('entry.hint.waktu', { zone: tenant.zone })}
        errors={errors}
        input={{ type: 'datetime-local', value: values.waktu ?? '' }}
      />
      <div class="entry-pair">
        <SelectField
          id="dokumen-jenis"
          label={words('entry.field.dokumenJenis')}
          errors={errors}
          value={values['dokumen-jenis'] ?? ''}
          choices={DOCUMENT_TYPES.map((value) => ({ value, label: words(`entry.document.${value}`) }))}
        />
        <TextField
          id="dokumen"
          label={words('entry.field.dokumen')}
          errors={errors}
          input={{ value: values.dokumen ?? '', maxLength: ENTRY_LENGTHS.document, autocomplete: 'off' }}
        />
      </div>
      {ways.some(({ way }) => way.reference) && (
        <TextField
          id="rujukan"
          label={words('entry.field.rujukan')}
          hint={words('entry.hint.rujukan')}
          errors={errors}
          input={{ value: values.rujukan ?? '', maxLength: ENTRY_LENGTHS.reference, autocomplete: 'off' }}
        />
      )}
      <SelectField
        id="identitas"
        label={words('entry.field.identitas')}
        errors={errors}
        value={values.identitas ?? ''}
        choices={identities}
      />
      <Field
        id="lampiran"
        label={words('entry.field.lampiran')}
        hint={words('entry.hint.lampiran', { most: files.most, megabytes: files.megabytes })}
        errors={errors}
      >
        <input id="lampiran" class="form-control" type="file" name="lampiran" multiple aria-describedby="lampiran-petunjuk" />
      </Field>
    </details>
  );
} // prettier-ignore
