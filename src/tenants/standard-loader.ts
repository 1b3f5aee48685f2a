import type { ConfigPath } from '../settings/config-error.js';
import type { Reader } from '../settings/reader.js';
import { SLUG } from '../settings/reader.js';
import type { Duration, ReportKind, ServiceStandard, StandardStep } from './tenant.js';
import { DURATION_UNITS, MILESTONES, REPORT_KINDS } from './tenant.js';

const STANDARD_KEYS = ['document', 'version', 'levels', 'defaultLevel', 'kinds', 'steps'];

/** Reads `standard:` of a tenant: how long what may take, in the document's own units and words. */
export function readStandard(root: Reader): ServiceStandard {
  const standard = root.child('standard', STANDARD_KEYS);
  if (standard === undefined) return { document: '', version: '', levels: [], defaultLevel: '', kinds: {}, steps: [] };
  const levels = standard.list('levels', (value, path) => {
    const level = root.below(value, path, ['slug', 'name', 'resolve', 'words']);
    return {
      slug: level.text('slug', SLUG),
      name: level.text('name'),
      resolve: readDuration(root, level.raw('resolve'), level.at('resolve')),
      words: level.text('words'),
    };
  });
  if (standard.has('levels') && levels.length === 0) standard.error('levels', 'at least one level');
  const kinds = standard.child('kinds', REPORT_KINDS, true);
  const byKind: Partial<Record<ReportKind, Duration>> = {};
  for (const kind of REPORT_KINDS) {
    if (kinds?.has(kind) === true) byKind[kind] = readDuration(root, kinds.raw(kind), kinds.at(kind));
  }
  return {
    document: standard.text('document'),
    version: standard.text('version', { maxLength: 60 }),
    levels,
    defaultLevel: standard.text('defaultLevel', SLUG),
    kinds: byKind,
    steps: readSteps(root, standard),
  };
}

/** A step ends with a milestone, and no step ends before the one above it. */
function readSteps(root: Reader, standard: Reader): StandardStep[] {
  let latest = 0;
  return standard.list('steps', (value, path) => {
    const step = root.below(value, path, ['slug', 'name', 'words', 'within', 'by', 'until']);
    const slug = step.text('slug', SLUG);
    if (slug === 'resolve') step.error('slug', 'another name: "resolve" is the whole');
    const until = step.has('until') ? step.oneOf('until', MILESTONES) : undefined;
    const rank = until === undefined ? latest : MILESTONES.indexOf(until);
    if (rank < latest)
      step.error('until', `"${MILESTONES[latest] ?? ''}" or later, since a step above this one ends there`);
    latest = Math.max(latest, rank);
    if (step.has('within') && until === undefined && !step.has('until'))
      step.error('until', `what ends this step, since it has a time: one of ${MILESTONES.join(', ')}`);
    return {
      slug,
      name: step.text('name'),
      words: step.text('words'),
      ...(step.has('within') && { within: readDuration(root, step.raw('within'), step.at('within')) }),
      by: step.text('by', SLUG),
      ...(until !== undefined && { until }),
    };
  });
}

function readDuration(root: Reader, value: unknown, path: ConfigPath): Duration {
  const duration = root.below(value, path, ['amount', 'from', 'unit']);
  const amount = duration.number('amount', { min: 1, max: 10_000 });
  const from = duration.optionalNumber('from', { min: 0, max: 10_000 });
  if (from !== undefined && from >= amount) duration.error('from', `less than amount (${String(amount)})`);
  return { amount, ...(from === undefined ? {} : { from }), unit: duration.oneOf('unit', DURATION_UNITS) };
}
