import type { VNode } from 'preact';
import { errorTexts, Field, Option } from './fields.js';
import type { FormPageProps } from './form-page-props.js';

/** District, village, landmark, and the phone's own location. All villages stand in one grouped list; the script shortens it to the chosen district's. */
export function WhereFields({
  words,
  tenant,
  values,
  errors,
  areas,
}: Pick<FormPageProps, 'words' | 'tenant' | 'values' | 'errors' | 'areas'>): VNode {
  const needed = tenant.requirements.address === 'required' ? ('required' as const) : ('optional' as const);
  return (
    <section aria-labelledby="mana">
      <h2 id="mana">{words('form.whereTitle')}</h2>
      {areas.districts.length > 0 && (
        <>
          <Field
            words={words}
            name="district"
            label={words('form.district')}
            errors={errorTexts(words, errors, 'district')}
            need="optional"
          >
            {(attributes) => (
              <select {...attributes}>
                <Option value="" selected={values.district} label={words('form.districtNone')} />
                {areas.districts.map((district) => (
                  <Option key={district.code} value={district.code} selected={values.district} label={district.name} />
                ))}
              </select>
            )}
          </Field>
          <Field
            words={words}
            name="village"
            label={words('form.village')}
            errors={errorTexts(words, errors, 'village')}
            need="optional"
          >
            {(attributes) => (
              <select {...attributes}>
                <Option value="" selected={values.village} label={words('form.villageNone')} />
                {areas.districts.map((district) => (
                  <optgroup key={district.code} label={district.name} data-district={district.code}>
                    {district.villages.map((village) => (
                      <Option key={village.code} value={village.code} selected={values.village} label={village.name} />
                    ))}
                  </optgroup>
                ))}
              </select>
            )}
          </Field>
        </>
      )}
      <Field
        words={words}
        name="landmark"
        label={words('form.landmark')}
        hint={words('form.landmarkHint')}
        errors={errorTexts(words, errors, 'landmark')}
        need={needed}
      >
        {(attributes) => <input {...attributes} type="text" autoComplete="off" dir="auto" value={values.landmark} />}
      </Field>
      <input type="hidden" name="latitude" value={values.latitude} />
      <input type="hidden" name="longitude" value={values.longitude} />
      {/* Shown by the script, where the browser knows where it is. */}
      <div data-locate hidden>
        <button type="button" class="secondary outline">
          {words('form.locate')}
        </button>
        <p role="status" class="hint">
          {values.latitude && values.longitude ? words('form.locationKept') : ''}
        </p>
      </div>
    </section>
  );
}
