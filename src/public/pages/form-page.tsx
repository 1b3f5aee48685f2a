import type { VNode } from 'preact';
import type { Tenant } from '../../tenants/tenant.js';
import { answerTimeInWords } from '../answer-words.js';
import { asset } from '../assets.js';
import type { FieldError } from '../report-form.js';
import type { Words } from '../words.js';
import { ErrorSummary, errorTexts, Field, Option } from './fields.js';
import type { SummaryItem } from './fields.js';
import type { FormPageProps } from './form-page-props.js';
import { Page } from './page.js';
import { WhereFields } from './where-fields.js';
import { ReplyFields, WhoFields } from './who-fields.js';

/** The whole form on one page. Scripts only spare the reader something; nothing waits for them. */
export function FormPage(props: FormPageProps): VNode {
  const { words, tenant, errors } = props;
  return (
    <Page
      words={words}
      tenant={tenant}
      path={props.path}
      title={words('form.title')}
      here="report"
      scripts={['form.js']}
      failed={errors.length > 0}
      areaData
    >
      <h1>{words('form.title')}</h1>
      <ErrorSummary words={words} items={summaryItems(words, errors)} title={words('errors.notSent')} />
      {props.ticketPath && (
        <p>
          <a href={props.ticketPath}>{words('received.seeStory')}</a>
        </p>
      )}
      {errors.length === 0 && <p>{words('form.intro')}</p>}
      <form
        method="post"
        action={`/${tenant.slug}/lapor`}
        encType="multipart/form-data"
        noValidate
        data-report
        data-challenge={JSON.stringify(props.challenge)}
        data-worker={asset('work.js')}
        data-text={JSON.stringify(scriptTexts(words))}
      >
        {/* Hidden fields come first: the texts are read before the photos, whatever becomes of those. */}
        <input type="hidden" name="token" value={props.token} />
        <input type="hidden" name="work" value={props.work} />
        <WhatFields {...props} />
        <WhereFields {...props} />
        <WhoFields {...props} />
        <ReplyFields {...props} />
        <SendFields {...props} />
      </form>
    </Page>
  );
}

function summaryItems(words: Words, errors: readonly FieldError[]): SummaryItem[] {
  return errors.map(({ field, key, params }) => ({
    text: words(`errors.${field}.${key}`, params),
    ...(field === 'form' ? {} : { href: `#${field}` }),
  }));
}

function scriptTexts(words: Words): Record<string, string> {
  const keys = ['locating', 'locateFailed', 'locateRemove', 'sending', 'working'] as const;
  return {
    ...Object.fromEntries(keys.map((key) => [key, words(`form.${key}`)])),
    located: words('form.located', { metres: '{metres}' }),
  };
}

function WhatFields({ words, tenant, values, errors, limits, photosLost }: FormPageProps): VNode {
  const { evidence } = tenant.requirements;
  return (
    <section aria-labelledby="apa">
      <h2 id="apa">{words('form.whatTitle')}</h2>
      <Field
        words={words}
        name="what"
        label={words('form.what')}
        hint={words('form.whatHint')}
        errors={errorTexts(words, errors, 'what')}
        need="required"
      >
        {(attributes) => (
          <textarea {...attributes} rows={7} dir="auto" aria-required="true">
            {values.what}
          </textarea>
        )}
      </Field>
      <Field
        words={words}
        name="photos"
        label={words('form.photos')}
        hint={words('form.photosHint', {
          max: limits.photosPerReport,
          size: Math.floor(limits.photoBytes / 1_048_576),
        })}
        errors={errorTexts(words, errors, 'photos')}
        need={evidence === 'required' ? 'required' : 'optional'}
      >
        {(attributes) => (
          <>
            {photosLost && <p class="notice">{words('form.photosAgain')}</p>}
            <input {...attributes} type="file" multiple accept="image/*" />
          </>
        )}
      </Field>
      <Field
        words={words}
        name="category"
        label={words('form.category')}
        errors={errorTexts(words, errors, 'category')}
        need="optional"
      >
        {(attributes) => (
          <CategorySelect attributes={attributes} words={words} tenant={tenant} value={values.category} />
        )}
      </Field>
    </section>
  );
}

function CategorySelect({
  attributes,
  words,
  tenant,
  value,
}: {
  attributes: object;
  words: Words;
  tenant: Tenant;
  value: string;
}): VNode {
  const tops = tenant.categories.filter((category) => category.parent === undefined);
  return (
    <select {...attributes}>
      <Option value="" selected={value} label={words('form.categoryNone')} />
      {tops.map((top) => {
        const below = tenant.categories.filter((category) => category.parent === top.slug);
        if (below.length === 0) return <Option key={top.slug} value={top.slug} selected={value} label={top.name} />;
        return (
          <optgroup key={top.slug} label={top.name}>
            {below.map((each) => (
              <Option key={each.slug} value={each.slug} selected={value} label={each.name} />
            ))}
          </optgroup>
        );
      })}
    </select>
  );
}

function SendFields({ words, tenant, values, answers, errors, question, answer }: FormPageProps): VNode {
  const category = tenant.categories.find(({ slug }) => slug === values.category);
  const time = answerTimeInWords(words, answers, category);
  const failed = errorTexts(words, errors, 'answer');
  return (
    <section aria-labelledby="kirim">
      <h2 id="kirim">{words('form.sendTitle')}</h2>
      <p>{words('form.check')}</p>
      {time && <p class="history">{time}</p>}
      {/* The script hides the question once the work is under way; where no script runs, it stays. */}
      <div data-question={failed.length > 0 ? 'asked' : ''}>
        <Field
          words={words}
          name="answer"
          label={words('form.answer', { ...question })}
          hint={words('form.answerHint')}
          errors={failed}
          need="none"
        >
          {(attributes) => <input {...attributes} type="text" autoComplete="off" class="short" value={answer} />}
        </Field>
      </div>
      <div class="trap" aria-hidden="true">
        <label for="situs">{words('form.trap')}</label>
        <input type="text" id="situs" name="situs" tabIndex={-1} autoComplete="off" />
      </div>
      <button type="submit" class="big">
        {words('form.send')}
      </button>
      <p role="status" data-status />
    </section>
  );
}
