import type { Agency, RoutingRule, Tenant } from '../../tenants/tenant.js';
import { keywordsIn } from '../folded-keywords.js';
import { fold, hasKeyword } from '../text.js';
import type { Categorised, CitizenMessage, Identity, StepInput, StepOutput } from '../types.js';

/**
 * Step 5: the first rule whose every condition holds names the agency; where none does, a human's triage.
 * A complaint *about* an office is not routed to that office (promise 7).
 */
export function route({
  message,
  identity,
  categorised,
}: Pick<StepInput, 'message' | 'identity' | 'categorised'>): StepOutput {
  const { tenant } = identity;
  if (!tenant || !categorised) return {};
  const passedOver: string[] = [];
  for (const rule of tenant.routing) {
    if (!holds(rule, { message, identity, categorised, tenant })) continue;
    const agency = tenant.agencies.find((candidate) => candidate.slug === rule.agency);
    if (!agency) continue;
    if (isSubject(agency, categorised, identity.folded)) {
      passedOver.push(agency.slug);
      continue;
    }
    return {
      routed: { agency: agency.slug, ...(rule.unit !== undefined && { unit: rule.unit }) },
      decisions: [
        { step: 'route', outcome: agency.slug, rule: describe(rule.id, passedOver), score: categorised.score },
      ],
    };
  }
  return {
    routed: {},
    decisions: [{ step: 'route', outcome: 'triage', rule: describe('no rule holds', passedOver), score: 0 }],
  };
}

function describe(rule: string, passedOver: readonly string[]): string {
  return passedOver.length === 0 ? rule : `${rule}; not to ${passedOver.join(', ')}: the complaint is about it`;
}

interface Facts {
  message: CitizenMessage;
  identity: Identity;
  categorised: Categorised;
  tenant: Tenant;
}

function holds(rule: RoutingRule, { message, identity, categorised, tenant }: Facts): boolean {
  const { categories, places, keywords, channels } = rule.when;
  const lineage = categoryLineage(categorised, tenant);
  const form = message.event.form;
  return (
    (!categories || categories.some((slug) => lineage.includes(slug))) &&
    (!places || places.some((code) => form?.villageCode?.startsWith(code) === true || form?.districtCode === code)) &&
    (!keywords || keywordsIn(identity.folded, keywords).length > 0) &&
    (!channels || channels.includes(message.channel.id))
  );
}

function categoryLineage({ category }: Categorised, tenant: Tenant): string[] {
  const lineage: string[] = [];
  for (let at = category; at && !lineage.includes(at.slug);) {
    lineage.push(at.slug);
    const parent = at.parent;
    at = tenant.categories.find((candidate) => candidate.slug === parent);
  }
  return lineage;
}

/** Only where the category is about conduct: "air PDAM mati" names PDAM and belongs there. */
function isSubject(agency: Agency, { category }: Categorised, folded: string): boolean {
  if (!category?.conduct) return false;
  return [agency.shortName, agency.name, ...agency.aliases].some((alias) => hasKeyword(folded, fold(alias)));
}
