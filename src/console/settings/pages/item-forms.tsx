import type { ComponentChildren, VNode } from 'preact';
import { REPORT_KINDS } from '../../../tenants/tenant.js';
import { TextField } from '../../frame/form-parts.js';
import { UNIT_FIELD } from '../edit/agency-editor.js';
import { UNIT_MARK } from '../edit/rule-editor.js';
import type { Part } from '../settings-desk.js';
import type { FormProps } from './edit-context.js';
import { AnswerFields, TextFields } from './text-fields.js';
import { CheckField, CheckListField, SelectField, TextAreaField, type Choice } from './fields.js';

/** As many words as a form takes; the file takes more. */
const LONGEST_LIST = 6_000;

/** The fields of one thing. */
export function ItemFields({ part, item, ...props }: FormProps & { part: Part; item: string | null }): VNode {
  if (part === 'instansi') return <AgencyFields {...props} />;
  if (part === 'kategori') return <CategoryFields {...props} item={item} />;
  if (part === 'aturan') return <RuleFields {...props} />;
  if (part === 'jawaban') return <AnswerFields {...props} />;
  return <TextFields {...props} item={item ?? ''} />;
}

function AgencyFields({ words, values, errors }: FormProps): VNode {
  const units = Object.entries(values).filter(([name]) => name.startsWith(UNIT_FIELD) && name !== 'bidang-baru');
  const line = (id: string, maxLength: number): VNode => (
    <TextField
      id={id}
      label={words(`settings.field.${id}`)}
      hint={words(`settings.hint.${id}`)}
      errors={errors}
      input={{ value: values[id] ?? '', maxLength, autocomplete: 'off' }}
    />
  );
  return (
    <Fields>
      {line('nama', 200)}
      {line('singkat', 24)}
      <SelectField
        id="jenis"
        label={words('settings.field.jenisInstansi')}
        errors={errors}
        value={values['jenis'] ?? ''}
        choices={['regional', 'vertical'].map((value) => ({ value, label: words(`settings.agencyType.${value}`) }))}
      />
      <TextAreaField
        id="sebutan"
        label={words('settings.field.sebutan')}
        hint={words('settings.hint.sebutan')}
        errors={errors}
        value={values['sebutan'] ?? ''}
        rows={4}
        maxLength={LONGEST_LIST}
      />
      {units.length > 0 && (
        <fieldset class="mb-3">
          <legend class="form-label">{words('settings.field.bidang')}</legend>
          <div class="form-hint">{words('settings.hint.bidang')}</div>
          {units.map(([name, value]) => (
            <input
              key={name}
              class="form-control mb-1"
              name={name}
              value={value}
              maxLength={200}
              autocomplete="off"
              aria-label={words('settings.field.namaBidang', { name: value })}
            />
          ))}
        </fieldset>
      )}
      <TextAreaField
        id="bidang-baru"
        label={words('settings.field.bidangBaru')}
        hint={words('settings.hint.bidangBaru')}
        errors={errors}
        value={values['bidang-baru'] ?? ''}
        rows={2}
        maxLength={LONGEST_LIST}
      />
    </Fields>
  );
}

function CategoryFields({ words, values, errors, tenant, item }: FormProps & { item: string | null }): VNode {
  const parents = tenant.categories.filter(({ parent, slug }) => parent === undefined && slug !== item);
  return (
    <Fields>
      <TextField
        id="nama"
        label={words('settings.field.nama')}
        errors={errors}
        input={{ value: values['nama'] ?? '', maxLength: 120, autocomplete: 'off' }}
      />
      <SelectField
        id="induk"
        label={words('settings.field.induk')}
        hint={words('settings.hint.induk')}
        errors={errors}
        value={values['induk'] ?? ''}
        choices={[
          { value: '', label: words('settings.none.parent') },
          ...parents.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
      />
      <TextAreaField
        id="kata"
        label={words('settings.field.kata')}
        hint={words('settings.hint.kataKategori')}
        errors={errors}
        value={values['kata'] ?? ''}
        rows={8}
        maxLength={LONGEST_LIST}
      />
      <SelectField
        id="tingkat"
        label={words('settings.field.tingkat')}
        hint={words('settings.hint.tingkat')}
        errors={errors}
        value={values['tingkat'] ?? ''}
        choices={tenant.standard.levels.map(({ slug, name, words: said }) => ({
          value: slug,
          label: `${name} (${said})`,
        }))}
      />
      <SelectField
        id="jenis"
        label={words('settings.field.jenisLaporan')}
        errors={errors}
        value={values['jenis'] ?? ''}
        choices={REPORT_KINDS.map((value) => ({ value, label: words(`settings.reportKind.${value}`) }))}
      />
      <CheckField
        id="lokasi"
        label={words('settings.field.lokasi')}
        hint={words('settings.hint.lokasi')}
        value={values['lokasi'] ?? ''}
      />
      <CheckField
        id="perilaku"
        label={words('settings.field.perilaku')}
        hint={words('settings.hint.perilaku')}
        value={values['perilaku'] ?? ''}
      />
    </Fields>
  );
}

function RuleFields({ words, values, errors, tenant, areas, channels }: FormProps): VNode {
  const chosen = (id: string): string[] => (values[id] ?? '').split('\n');
  const places: Choice[] = areas.districts.flatMap((district) => [
    { value: district.code, label: district.name },
    // Villages only where the rule names them already: there are hundreds.
    ...district.villages
      .filter(({ code }) => chosen('tempat').includes(code))
      .map(({ code, name }) => ({ value: code, label: `${district.name}: ${name}` })),
  ]);
  return (
    <Fields>
      <p>{words('settings.hint.aturan')}</p>
      <CheckListField
        id="kategori"
        label={words('settings.field.kategori')}
        hint={words('settings.hint.kategori')}
        errors={errors}
        chosen={chosen('kategori')}
        choices={tenant.categories.map(({ slug, name, parent }) => ({
          value: slug,
          label: parent === undefined ? words('settings.wholeParent', { name }) : name,
        }))}
      />
      <TextAreaField
        id="kata"
        label={words('settings.field.kataAturan')}
        hint={words('settings.hint.kataAturan')}
        errors={errors}
        value={values['kata'] ?? ''}
        rows={3}
        maxLength={LONGEST_LIST}
      />
      <CheckListField
        id="tempat"
        label={words('settings.field.tempat')}
        errors={errors}
        chosen={chosen('tempat')}
        choices={places}
      />
      <CheckListField
        id="kanal"
        label={words('settings.field.kanal')}
        errors={errors}
        chosen={chosen('kanal')}
        choices={channels.map(({ id, address }) => ({ value: id, label: address === undefined ? id : `${id} (${address})` }))}
      />
      <SelectField
        id="tujuan"
        label={words('settings.field.tujuan')}
        errors={errors}
        value={values['tujuan'] ?? ''}
        choices={[
          { value: '', label: words('settings.none.agency') },
          ...tenant.agencies.map(({ slug, name, units }) => ({
            group: name,
            choices: [
              { value: slug, label: name },
              ...units.map((unit) => ({ value: slug + UNIT_MARK + unit.slug, label: unit.name })),
            ],
          })),
        ]}
      />
      <TextField
        id="urutan"
        label={words('settings.field.urutan')}
        hint={words('settings.hint.urutan')}
        errors={errors}
        input={{ type: 'number', min: 1, max: tenant.routing.length + 1, value: values['urutan'] ?? '' }}
      />
    </Fields>
  );
} // prettier-ignore

function Fields({ children }: { children: ComponentChildren }): VNode {
  return <div class="settings-fields">{children}</div>;
}
