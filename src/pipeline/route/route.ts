import type { Agency, RoutingRule, Tenant } from '../../tenants/tenant.js';
import { keywordsIn } from '../folded-keywords.js';
import { fold, hasKeyword } from '../text.js';
import type { Categorised, CitizenMessage, Identity, StepInput, StepOutput } from '../types.js';

/** Where it is, by codes: as the form says, or as the ticket knows by now. */
export interface KnownPlace {
  districtCode?: string | null;
  villageCode?: string | null;
}

/**
 * Step 5: the first rule whose every condition holds names the agency; where none does, a human's triage.
 * A complaint *about* an office is not routed to that office (promise 7).
 */
export function route({
  message,
  identity,
  categorised,
  place = message.event.form ?? {},
}: Pick<StepInput, 'message' | 'identity' | 'categorised'> & { place?: KnownPlace }): StepOutput {
  const { tenant } = identity;
  if (!tenant || !categorised) return {};
  const passedOver: string[] = [];
  for (const rule of tenant.routing) {
    if (!holds(rule, { message, identity, categorised, tenant, place })) continue;
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
  place: KnownPlace;
}

function holds(rule: RoutingRule, { message, identity, categorised, tenant, place }: Facts): boolean {
  const { categories, places, keywords, channels } = rule.when;
  const lineage = categoryLineage(categorised, tenant);
  return (
    (!categories || categories.some((slug) => lineage.includes(slug))) &&
    (!places || places.some((code) => place.villageCode?.startsWith(code) === true || place.districtCode === code)) &&
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
