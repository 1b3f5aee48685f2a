import type { VNode } from 'preact';
import { isReplyKey, REPLY_TEXTS } from '../../../tenants/reply-texts.js';
import type { TenantState } from '../../../tenants/tenant-revisions.js';
import { Icon } from '../../frame/icons.js';
import type { IconName } from '../../frame/icon-paths.js';
import { PARTS, type Part } from '../settings-desk.js';
import type { EditContext } from './edit-context.js';
import { partPath } from './edit-page.js';

const ICONS: Readonly<Record<Part | 'pejabat' | 'pengguna' | 'riwayat', IconName>> = {
  instansi: 'building',
  kategori: 'tag',
  aturan: 'arrows-split',
  teks: 'message',
  jawaban: 'edit',
  pejabat: 'users',
  pengguna: 'user-circle',
  riwayat: 'history',
};

interface OverviewProps extends EditContext {
  state: TenantState;
  /** Whether the reader keeps the accounts. */
  users: boolean;
}

/** Where the settings begin. */
export function OverviewPage({ words, tenant, state, users }: OverviewProps): VNode {
  const counts: Readonly<Record<Part, number>> = {
    instansi: tenant.agencies.length,
    kategori: tenant.categories.length,
    aturan: tenant.routing.length,
    teks: Object.keys(REPLY_TEXTS).filter(isReplyKey).length,
    jawaban: tenant.answerTexts.length,
  };
  const entry = (name: keyof typeof ICONS, path: string, count?: number): VNode => (
    <li key={name}>
      <a class="settings-card" href={path}>
        <Icon name={ICONS[name]} />
        <span>
          <strong>{words(`settings.part.${name}`)}</strong>
          {count !== undefined && <span class="settings-count"> {count}</span>}
          <span class="settings-card-text">{words(`settings.short.${name}`)}</span>
        </span>
      </a>
    </li>
  );
  return (
    <div class="settings-page">
      <h1>{words('settings.title')}</h1>
      {state.errors.length > 0 && <Invalid words={words} state={state} />}
      <ul class="settings-cards">
        {PARTS.map((part) => entry(part, partPath(part), counts[part]))}
        {entry('pejabat', '/console/pengaturan/pejabat')}
        {users && entry('pengguna', '/console/pengaturan/pengguna')}
        {entry('riwayat', '/console/pengaturan/riwayat')}
      </ul>
      <p class="form-hint">{words('settings.fileOnly')}</p>
    </div>
  );
}

/** The newest edits don't hold: what is wrong with them, and what does hold. */
function Invalid({ words, state }: Pick<EditContext, 'words'> & { state: TenantState }): VNode {
  return (
    <div class="alert alert-danger settings-invalid" role="alert">
      <h2>{words('settings.invalid.title')}</h2>
      <p>
        {state.applied === 0
          ? words('settings.invalid.file', { newest: state.newest })
          : words('settings.invalid.earlier', { newest: state.newest, applied: state.applied })}
      </p>
      <ul>
        {state.errors.map(({ file, path, expected }) => (
          <li key={path}>
            <code>
              {file} {path}
            </code>
            : <span lang="en">{expected}</span>
          </li>
        ))}
      </ul>
      <p>{words('settings.invalid.then')}</p>
    </div>
  );
}
