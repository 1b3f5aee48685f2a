import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { asset } from '../assets.js';
import type { LocaleName, Tenant } from '../../tenants/tenant.js';
import { LOCALES } from '../../tenants/tenant.js';
import type { Words } from '../words.js';

/** What every page needs to know of its request. */
export interface PageContext {
  words: Words;
  /** Absent on pages that belong to no tenant. */
  tenant?: Tenant;
  /** Where the language switch leads: a page that GET can show. */
  path: string;
}

interface PageProps extends PageContext {
  title: string;
  /** Scripts of the page; every page works without. */
  scripts?: readonly ('form.js' | 'copy.js')[];
  /** True where the title announces an error ("Salah: ..."), so that a screen reader says so first. */
  failed?: boolean;
  /** The current entry of the navigation. */
  here?: 'home' | 'report' | 'track';
  areaData?: boolean;
  /** Its address is a key: nobody is told where the reader comes from, and the citizens' menu is not theirs. */
  behindLink?: boolean;
  children?: ComponentChildren;
}

/** The whole document as text. All that is written into it is escaped by the renderer. */
export function renderPage(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}

export function Page(props: PageProps): VNode {
  const { words, tenant, title } = props;
  const name = tenant?.name ?? words('site.name');
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content={props.behindLink ? 'no-referrer' : 'same-origin'} />
        {props.behindLink && <meta name="robots" content="noindex, nofollow" />}
        <title>{`${props.failed ? `${words('errors.prefix')} ` : ''}${title} – ${name}`}</title>
        <link rel="icon" type="image/svg+xml" href={asset('icon.svg')} />
        <link rel="stylesheet" href={asset('pico.css')} />
        <link rel="stylesheet" href={asset('site.css')} />
        {(props.scripts ?? []).map((script) => (
          <script key={script} src={asset(script)} defer />
        ))}
      </head>
      <body>
        <a class="skip" href="#isi">
          {words('site.skip')}
        </a>
        <Header {...props} name={name} />
        <main id="isi" class="container" tabIndex={-1}>
          {props.children}
        </main>
        <Footer words={words} areaData={props.areaData === true} {...(tenant ? { tenant } : {})} />
      </body>
    </html>
  );
}

function Header({ words, tenant, path, here, name, behindLink }: PageProps & { name: string }): VNode {
  const home = tenant ? `/${tenant.slug}` : '/';
  const current = (entry: PageProps['here']): { 'aria-current': 'page' } | Record<string, never> =>
    entry === here ? { 'aria-current': 'page' } : {};
  return (
    <header class="site">
      <div class="container">
        <a class="brand" href={home} {...current('home')}>
          {name}
        </a>
        {tenant && !behindLink && (
          <nav aria-label={words('site.menu')}>
            <a href={`${home}/lapor`} {...current('report')}>
              {words('site.report')}
            </a>
            <a href={`${home}/lacak`} {...current('track')}>
              {words('site.track')}
            </a>
          </nav>
        )}
        <nav class="languages" aria-label={words('site.languages')}>
          {LOCALES.map((locale) => (
            <LanguageLink key={locale} locale={locale} path={path} current={locale === words.locale} />
          ))}
        </nav>
      </div>
    </header>
  );
}

const LANGUAGE_NAMES: Record<LocaleName, { short: string; full: string }> = {
  id: { short: 'ID', full: 'Bahasa Indonesia' },
  en: { short: 'EN', full: 'English' },
};

function LanguageLink({ locale, path, current }: { locale: LocaleName; path: string; current: boolean }): VNode {
  const { short, full } = LANGUAGE_NAMES[locale];
  const name = (
    <abbr lang={locale} title={full}>
      {short}
    </abbr>
  );
  if (current) return <span aria-current="true">{name}</span>;
  return (
    <a href={`${path}?lang=${locale}`} hreflang={locale} rel="nofollow" aria-label={`${short}: ${full}`}>
      {name}
    </a>
  );
}

function Footer({ words, tenant, areaData }: { words: Words; tenant?: Tenant; areaData: boolean }): VNode {
  const [before = '', after = ''] = words('site.areaData', { link: '\n' }).split('\n');
  return (
    <footer class="site">
      <div class="container">
        {tenant && <p>{tenant.office}</p>}
        {areaData && (
          <p>
            {before}
            <a href="https://github.com/fityannugroho/idn-area-data">idn-area-data</a>
            {after}
          </p>
        )}
        <p>{words('site.software')}</p>
      </div>
    </footer>
  );
}
