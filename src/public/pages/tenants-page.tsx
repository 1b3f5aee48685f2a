import type { VNode } from 'preact';
import type { Tenant } from '../../tenants/tenant.js';
import { Page } from './page.js';
import type { PageContext } from './page.js';

/** The list of offices: the start page, and what a wrong address gets. */
export function TenantsPage({
  tenants,
  missing,
  ...context
}: PageContext & { tenants: readonly Tenant[]; missing: boolean }): VNode {
  const { words } = context;
  const part = missing ? 'notFound' : 'tenants';
  return (
    <Page {...context} title={words(`${part}.title`)} failed={missing} here="home">
      <h1>{words(`${part}.title`)}</h1>
      <p>{words(`${part}.intro`)}</p>
      {tenants.length === 0 && <p>{words('tenants.none')}</p>}
      <ul class="offices">
        {tenants.map((tenant) => (
          <li key={tenant.slug}>
            <a href={`/${tenant.slug}`}>{tenant.name}</a>
            <span>{tenant.office}</span>
          </li>
        ))}
      </ul>
    </Page>
  );
}
