import type { VNode } from 'preact';
import { LOCALES } from '../../tenants/tenant.js';
import { Csrf } from './csrf-field.js';
import { Icon } from './icons.js';
import type { LayoutProps } from './layout-props.js';
import { THEMES } from './theme.js';

const LANGUAGES = { id: 'Bahasa Indonesia', en: 'English' } as const;

/** Who is signed in, and what they set for themselves. It opens without a script. */
export function UserMenu({ words, user, csrf, url, theme }: LayoutProps): VNode {
  return (
    <details class="frame-menu frame-user">
      <summary>
        <Icon name="user-circle" />
        <span class="frame-user-name">{user.name}</span>
        <span class="visually-hidden">: {words('frame.account')}</span>
        <Icon name="chevron-down" size={16} />
      </summary>
      <div class="dropdown-menu dropdown-menu-end show">
        <p class="dropdown-header">
          {user.name}
          <br />
          {words(`role.${user.role}`)}
        </p>
        <a class="dropdown-item" href="/console/akun">
          <Icon name="user" size={18} /> {words('frame.account')}
        </a>
        <button class="dropdown-item needs-script" type="button" data-opens="pintasan">
          <Icon name="keyboard" size={18} /> {words('shortcuts.title')}
        </button>
        <div class="dropdown-divider" />
        <form method="post" action="/console/akun/bahasa" class="frame-choice">
          <Csrf token={csrf} />
          <input type="hidden" name="kembali" value={url} />
          <fieldset>
            <legend>{words('frame.language')}</legend>
            {LOCALES.map((locale) => (
              <button
                key={locale}
                class="btn btn-sm"
                name="bahasa"
                value={locale}
                lang={locale}
                aria-pressed={locale === words.locale ? 'true' : 'false'}
              >
                {LANGUAGES[locale]}
              </button>
            ))}
          </fieldset>
        </form>
        <form method="post" action="/console/akun/tema" class="frame-choice">
          <Csrf token={csrf} />
          <input type="hidden" name="kembali" value={url} />
          <fieldset>
            <legend>{words('frame.theme')}</legend>
            {THEMES.map((each) => (
              <button
                key={each}
                class="btn btn-sm"
                name="tema"
                value={each}
                aria-pressed={each === theme ? 'true' : 'false'}
              >
                {words(`theme.${each}`)}
              </button>
            ))}
          </fieldset>
        </form>
        <div class="dropdown-divider" />
        <form method="post" action="/console/keluar">
          <Csrf token={csrf} />
          <button class="dropdown-item">
            <Icon name="logout" size={18} /> {words('frame.signOut')}
          </button>
        </form>
      </div>
    </details>
  );
}
