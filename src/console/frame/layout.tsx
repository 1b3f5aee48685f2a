import type { VNode } from 'preact';
import { may } from '../../accounts/console-user.js';
import { Csrf } from './csrf-field.js';
import { Document } from './document.js';
import { Icon } from './icons.js';
import type { LayoutProps } from './layout-props.js';
import { navigationOf } from './navigation.js';
import { Shortcuts } from './shortcuts.js';
import { UserMenu } from './user-menu.js';

/** No more is worth counting. */
const MOST = 99;

/** Navigation, top bar and the page. */
export function Layout(props: LayoutProps): VNode {
  const { words, title, theme, csrf, scripts, flash, shortcuts = [], children } = props;
  return (
    <Document
      words={words}
      title={title}
      theme={theme}
      csrf={csrf}
      scripts={scripts}
      bodyClass="frame"
      userId={props.user.id}
      office={props.tenant.slug}
      refreshSeconds={props.refreshSeconds}
    >
      <Navigation {...props} />
      <div class="frame-page">
        <TopBar {...props} />
        <main id="isi" class="frame-main" tabIndex={-1}>
          {flash && (
            <div class={`alert alert-${flash.kind === 'done' ? 'success' : 'warning'}`} role="status">
              <Icon name={flash.kind === 'done' ? 'circle-check' : 'alert-triangle'} /> {flash.text}
            </div>
          )}
          {children}
        </main>
      </div>
      <Shortcuts words={words} more={shortcuts} search={may(props.user, 'tickets:read')} />
    </Document>
  );
}

function Navigation({ words, user, active, counts }: LayoutProps): VNode {
  return (
    <nav class="frame-nav" aria-label={words('frame.menu')}>
      <a class="frame-brand" href="/console">
        Kentongan
      </a>
      <ul>
        {navigationOf(user).map(({ name, path, icon, count }) => {
          const waiting = count === undefined ? 0 : (counts[count] ?? 0);
          return (
            <li key={name}>
              <a href={path} {...(name === active && { 'aria-current': 'page' })}>
                <Icon name={icon} />
                <span class="frame-nav-text">{words(`nav.${name}`)}</span>
                {waiting > 0 && (
                  <span class="frame-count" data-count={count}>
                    {waiting > MOST ? `${String(MOST)}+` : waiting}
                    <span class="visually-hidden"> {words('nav.waiting')}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function TopBar(props: LayoutProps): VNode {
  const { words, user, tenant, tenants, csrf } = props;
  return (
    <header class="frame-top">
      {tenants.length > 1 ? <TenantSwitch {...props} /> : <span class="frame-tenant">{tenant.name}</span>}
      {may(user, 'tickets:read') && (
        <form class="frame-search" role="search" action="/console/aduan/cari" method="post">
          <Csrf token={csrf} />
          <label class="visually-hidden" for="cari">
            {words('frame.search')}
          </label>
          <Icon name="search" size={18} />
          <input
            id="cari"
            class="form-control"
            type="search"
            name="q"
            maxLength={200}
            autocomplete="off"
            placeholder={words('frame.searchHint')}
          />
          <kbd aria-hidden="true">/</kbd>
        </form>
      )}
      <UserMenu {...props} />
    </header>
  );
}

/** Links, so that each office's pages can be opened beside each other in tabs; what was filtered means nothing elsewhere. */
function TenantSwitch({ words, tenant, tenants, path }: LayoutProps): VNode {
  return (
    <details class="frame-menu frame-tenant">
      <summary>
        <span class="visually-hidden">{words('frame.tenant')}: </span>
        {tenant.name} <Icon name="chevron-down" size={16} />
      </summary>
      <ul class="dropdown-menu show">
        {tenants.map(({ slug, name }) => (
          <li key={slug}>
            <a
              class={slug === tenant.slug ? 'dropdown-item active' : 'dropdown-item'}
              href={`${path}?tenant=${slug}`}
              {...(slug === tenant.slug && { 'aria-current': 'true' })}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
