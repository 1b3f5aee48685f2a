import type { VNode } from 'preact';
import type { TextParams } from '../../tenants/locales.js';
import type { Tenant } from '../../tenants/tenant.js';
import { Page } from './page.js';
import type { PageContext } from './page.js';

/** Why the list of offices is shown: as the start page, for a wrong address, for another site's form, for too many looks, for a fault of ours. */
export type TenantsPart = 'tenants' | 'notFound' | 'foreign' | 'tooOften' | 'trouble';

export function TenantsPage({
  tenants,
  part,
  params,
  ...context
}: PageContext & { tenants: readonly Tenant[]; part: TenantsPart; params: TextParams }): VNode {
  const { words } = context;
  return (
    <Page {...context} title={words(`${part}.title`)} failed={part !== 'tenants'} here="home">
      <h1>{words(`${part}.title`)}</h1>
      <p>{words(`${part}.intro`, params)}</p>
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
