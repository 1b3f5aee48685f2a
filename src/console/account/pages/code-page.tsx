import type { VNode } from 'preact';
import { Csrf } from '../../frame/csrf-field.js';
import { ErrorSummary, TextField } from '../../frame/form-parts.js';
import { PlainPage, type PlainPageProps } from './plain-page.js';

interface CodePageProps extends PlainPageProps {
  csrf: string;
  wanted: string;
}

export function CodePage({ csrf, wanted, ...page }: CodePageProps): VNode {
  const { words, errors } = page;
  return (
    <PlainPage {...page} title={words('code.title')}>
      <ErrorSummary words={words} errors={errors} />
      <form method="post" action="/console/masuk/kode">
        <Csrf token={csrf} />
        <input type="hidden" name="kembali" value={wanted} />
        <TextField
          id="kode"
          label={words('code.label')}
          hint={words('code.hint')}
          errors={errors}
          input={{
            autocomplete: 'one-time-code',
            autocapitalize: 'none',
            spellcheck: false,
            required: true,
            maxLength: 40,
          }}
        />
        <button class="btn btn-primary w-100">{words('code.submit')}</button>
      </form>
      <form method="post" action="/console/keluar" class="mt-3 text-center">
        <Csrf token={csrf} />
        <button class="btn btn-link">{words('code.other')}</button>
      </form>
    </PlainPage>
  );
}
