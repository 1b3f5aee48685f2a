import { REPORT_KINDS } from '../tenants/tenant.js';
import type { Duration, Tenant } from '../tenants/tenant.js';
import { durationInWords } from './words.js';
import type { Words } from './words.js';

export interface ProcedureStep {
  title: string;
  text: string;
  /** Deadlines by kind of report, where they differ. */
  levels?: string[];
}

/** What happens to a report in three steps, with the deadlines of this office's own standard. */
export function procedureSteps(tenant: Pick<Tenant, 'standard'>, words: Words): ProcedureStep[] {
  const forwarding = forwardingTime(tenant);
  return [
    { title: words('steps.receivedTitle'), text: words('steps.received') },
    {
      title: words('steps.forwardedTitle'),
      text: forwarding
        ? words('steps.forwardedWithin', { duration: durationInWords(words, forwarding) })
        : words('steps.forwarded'),
    },
    answerStep(tenant, words),
  ];
}

function answerStep({ standard }: Pick<Tenant, 'standard'>, words: Words): ProcedureStep {
  const title = words('steps.answeredTitle');
  const levels = standard.levels.map((level) => ({
    name: level.name,
    duration: durationInWords(words, level.resolve),
  }));
  for (const kind of REPORT_KINDS) {
    const own = standard.kinds[kind];
    if (own) levels.push({ name: words(`steps.kind-${kind}`), duration: durationInWords(words, own) });
  }
  const [first] = levels;
  if (first && levels.every((level) => level.duration === first.duration)) {
    return { title, text: words('steps.answered', { duration: first.duration }) };
  }
  return { title, text: words('steps.answeredLevels'), levels: levels.map((level) => words('steps.level', level)) };
}

function forwardingTime({ standard }: Pick<Tenant, 'standard'>): Duration | undefined {
  return standard.steps.find(({ until }) => until === 'dispatched')?.within;
}
