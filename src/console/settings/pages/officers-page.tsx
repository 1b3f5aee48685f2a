import type { VNode } from 'preact';
import type { StaffMember } from '../../../agencies/staff-directory.js';
import { AGENCY_ROLES, OFFICE_ROLES } from '../../../tenants/staff-role.js';
import { STAFF_MEANS } from '../../../tenants/staff.js';
import { agencyName } from '../../../tenants/names.js';
import { Csrf } from '../../frame/csrf-field.js';
import { ErrorSummary, TextField, type FieldError } from '../../frame/form-parts.js';
import { maskedAddress, type OfficerValues } from '../officer-form.js';
import type { EditContext } from './edit-context.js';
import { BackLink } from './edit-page.js';
import { SelectField } from './fields.js';

export const OFFICERS_PATH = '/console/pengaturan/pejabat';

interface OfficersProps extends EditContext {
  members: readonly StaffMember[];
  /** Of a form that was sent: tests are made once each. */
  nonce: string;
  /** Whose address is shown: it was asked for, and that was recorded. */
  shown?: string;
}

/** Who is told of what, by office and agency. */
export function OfficersPage(props: OfficersProps): VNode {
  const { words, tenant, members, manages } = props;
  const places = [null, ...tenant.agencies.map(({ slug }) => slug)];
  const without = tenant.agencies.filter(({ slug }) => !members.some(({ agency }) => agency === slug));
  return (
    <div class="settings-page">
      <BackLink words={words} />
      <div class="settings-head">
        <h1>{words('settings.part.pejabat')}</h1>
        {manages && (
          <a class="btn btn-primary" href={`${OFFICERS_PATH}/baru`}>
            {words('settings.officers.add')}
          </a>
        )}
      </div>
      <p>{words('settings.officers.about')}</p>
      {without.length > 0 && (
        <details class="alert alert-warning settings-invalid">
          <summary>{words('settings.officers.without', { count: without.length })}</summary>
          <p>{without.map(({ name }) => name).join('; ')}</p>
        </details>
      )}
      {places.map((place) => {
        const own = members.filter(({ agency }) => agency === place);
        if (own.length === 0) return null;
        const title = place === null ? tenant.office : (tenant.agencies.find(({ slug }) => slug === place)?.name ?? place);
        return (
          <section key={place ?? ''}>
            <h2>{title}</h2>
            <ul class="settings-people">
              {own.map((member) => (
                <OfficerRow key={member.id} {...props} member={member} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
} // prettier-ignore

/** One of them; also what htmx puts in place of a row. */
export function OfficerRow({ words, tenant, csrf, manages, member, nonce, shown }: OfficersProps & { member: StaffMember }): VNode {
  const { id, name, role, unit, agency, address } = member;
  const path = `${OFFICERS_PATH}/${id}`;
  const unitName = tenant.agencies.find(({ slug }) => slug === agency)?.units.find(({ slug }) => slug === unit)?.name ?? unit;
  return (
    <li id={`pejabat-${id}`}>
      <div>
        <strong>{name}</strong> · {words(`settings.officers.role.${role}`)}
        {unitName !== null && <> · {unitName}</>}
        <div class="text-secondary">
          {words(`settings.officers.means.${address.kind}`)}: {shown === id ? address.value : maskedAddress(address)}
        </div>
      </div>
      {manages && (
        <form method="post" action={path} class="btn-list">
          <Csrf token={csrf} />
          <input type="hidden" name="nonce" value={nonce} />
          {shown !== id && (
            <button class="btn btn-sm" name="langkah" value="alamat" hx-post={path} hx-target={`#pejabat-${id}`} hx-swap="outerHTML">
              {words('settings.officers.show')}
              <span class="visually-hidden"> {name}</span>
            </button>
          )}
          <button class="btn btn-sm" name="langkah" value="uji">
            {words('settings.officers.try')}
            <span class="visually-hidden"> {name}</span>
          </button>
          <a class="btn btn-sm" href={path}>
            {words('settings.officers.edit')}
            <span class="visually-hidden"> {name}</span>
          </a>
        </form>
      )}
    </li>
  );
} // prettier-ignore

export interface OfficerFormProps extends EditContext {
  values: OfficerValues;
  errors: readonly FieldError[];
  /** Absent: somebody new. */
  member?: StaffMember;
}

export function OfficerFormPage({ words, tenant, channels, values, errors, member, csrf }: OfficerFormProps): VNode {
  const path = `${OFFICERS_PATH}/${member?.id ?? 'baru'}`;
  return (
    <div class="settings-page">
      <p>
        <a href={OFFICERS_PATH}>← {words('settings.part.pejabat')}</a>
      </p>
      <h1>{member?.name ?? words('settings.officers.add')}</h1>
      <ErrorSummary words={words} errors={errors} />
      <form method="post" action={path} class="settings-fields">
        <Csrf token={csrf} />
        <TextField id="nama" label={words('settings.officers.field.nama')} errors={errors} input={{ value: values.nama ?? '', maxLength: 80, autocomplete: 'off' }} />
        <SelectField
          id="tempat"
          label={words('settings.officers.field.tempat')}
          errors={errors}
          value={values.tempat ?? ''}
          choices={[
            { value: '', label: tenant.office },
            ...tenant.agencies.map(({ slug, units }) => ({
              group: agencyName(tenant, slug),
              choices: [
                { value: slug, label: agencyName(tenant, slug) },
                ...units.map((unit) => ({ value: `${slug}/${unit.slug}`, label: unit.name })),
              ],
            })),
          ]}
        />
        <SelectField
          id="peran"
          label={words('settings.officers.field.peran')}
          errors={errors}
          value={values.peran ?? 'officer'}
          choices={[...AGENCY_ROLES, ...OFFICE_ROLES].map((value) => ({ value, label: words(`settings.officers.role.${value}`) }))}
        />
        <SelectField
          id="cara"
          label={words('settings.officers.field.cara')}
          errors={errors}
          value={values.cara ?? tenant.tellStaffBy}
          choices={STAFF_MEANS.map((value) => ({ value, label: words(`settings.officers.means.${value}`) }))}
        />
        <TextField
          id="alamat"
          label={words('settings.officers.field.alamat')}
          hint={member ? words('settings.officers.keep', { address: maskedAddress(member.address) }) : words('settings.officers.addressHint')}
          errors={errors}
          input={{ value: values.alamat ?? '', maxLength: 200, autocomplete: 'off' }}
        />
        <SelectField
          id="kanal"
          label={words('settings.officers.field.kanal')}
          errors={errors}
          value={values.kanal ?? ''}
          choices={[
            { value: '', label: words('settings.officers.anyChannel') },
            ...channels
              .filter(({ kind }) => kind === 'email' || kind === 'whatsapp' || kind === 'sms')
              .map(({ id, address }) => ({ value: id, label: address === undefined ? id : `${id} (${address})` })),
          ]}
        />
        <button class="btn btn-primary" name="langkah" value="simpan">
          {words('settings.officers.save')}
        </button>
      </form>
      {member && (
        <form method="post" action={path} class="settings-end">
          <Csrf token={csrf} />
          <p>{words('settings.officers.endAbout')}</p>
          <button class="btn btn-outline-danger" name="langkah" value="akhiri">
            {words('settings.officers.end')}
          </button>
        </form>
      )}
    </div>
  );
} // prettier-ignore
