import type { ConfigPath } from '../settings/config-error.js';
import { Reader, SLUG } from '../settings/reader.js';
import type { Environment } from '../settings/settings.js';
import type { SourceFile } from '../settings/yaml-file.js';
import { readDigestAt, readEscalation } from './escalation-loader.js';
import { normaliseKeyword, RESERVED_WORDS } from './keywords.js';
import { readAnswerTexts } from './answer-texts.js';
import { checkReplyText, isReplyKey, formsOf, REPLY_TEXTS } from './reply-texts.js';
import { LONGEST_SHORT_NAME, readAgency, WORDS } from './agency-loader.js';
import { readStaff, refuseRepeatedStaff } from './staff-loader.js';
import { STAFF_MEANS } from './staff.js';
import { readReportSchedule } from './report-schedule.js';
import { readRetired } from './retired-loader.js';
import { readRetention } from './retention-loader.js';
import { readStandard } from './standard-loader.js';
import type { Category, Requirements, RoutingRule, Tenant } from './tenant.js';
import { DISPATCHING, LOCALES, REPORT_KINDS, TENANT_SCOPES, ZONE_NAMES } from './tenant.js';

const TENANT_KEYS = [
  'slug',
  'scope',
  'name',
  'office',
  'letterhead',
  'zone',
  'regionCode',
  'ticketPrefix',
  'keywords',
  'workingDays',
  'anonymousAllowed',
  'requirements',
  'example',
  'cost',
  'emergencyNumber',
  'dangerKeywords',
  'locale',
  'agencies',
  'categories',
  'routing',
  'retired',
  'standard',
  'deduplication',
  'closeAfterDays',
  'reopenWithinDays',
  'waitForCitizenDays',
  'automaticMessagesPerDay',
  'responsesCheckedByAdmin',
  'dispatching',
  'staff',
  'tellStaffBy',
  'retention',
  'escalation',
  'digestAt',
  'reports',
  'replyTexts',
  'answerTexts',
];
const PLACE = {
  pattern: /^\d{2}(\.?\d{2})(\.?\d{2})(\.?\d{4})?$/,
  expected: 'code of a district or village, such as "63.10.01", in quotes',
};

/**
 * Reads one file of config/tenants; what is wrong is in `source.errors`, and the result counts only if that is empty.
 * @param env variables for people's addresses
 */
export function readTenant(source: SourceFile, value: unknown, env: Environment): Tenant {
  const root = new Reader(source, value, [], TENANT_KEYS);
  const people = readStaff(root, 'staff', { agency: null, unit: null }, env);
  const agencies = root.list('agencies', (item, path) => readAgency(root, item, path, { env, people }));
  refuseRepeatedStaff(root, people);
  const regionCode = root.text('regionCode', {
    pattern: /^\d{2}\.?\d{2}$/,
    expected: 'code of a regency, such as "63.10", in quotes',
  });
  return {
    slug: readSlug(root),
    scope: root.oneOf('scope', TENANT_SCOPES),
    name: root.text('name', { maxLength: LONGEST_SHORT_NAME, expected: 'a short name' }),
    office: root.text('office'),
    ...readLetterhead(root),
    zone: root.oneOf('zone', ZONE_NAMES),
    regionCode: regionCode.replaceAll('.', ''),
    ticketPrefix: root.text('ticketPrefix', { pattern: /^[A-Z]{2,4}$/, expected: 'two to four capitals' }),
    keywords: readKeywords(root),
    workingDays: readWorkingDays(root),
    anonymousAllowed: root.flag('anonymousAllowed'),
    requirements: readRequirements(root),
    example: root.text('example', { maxLength: 60, expected: 'an example of a complaint' }),
    cost: root.text('cost'),
    emergencyNumber: root.text('emergencyNumber', {
      pattern: /^\d{3,6}$/,
      expected: 'a short number such as "112", in quotes',
    }),
    dangerKeywords: root.texts('dangerKeywords', { ...WORDS, notEmpty: true }),
    locale: root.oneOf('locale', LOCALES, 'id'),
    agencies,
    categories: root.list('categories', (item, path) => readCategory(root, item, path)),
    routing: root.list('routing', (item, path) => readRule(root, item, path)),
    retired: readRetired(root),
    standard: readStandard(root),
    deduplication: {
      windowHours:
        root.child('deduplication', ['windowHours'], true)?.number('windowHours', { min: 0, max: 8760 }) ?? 72,
    },
    closeAfterDays: root.number('closeAfterDays', { min: 1, max: 365 }, 10),
    reopenWithinDays: root.number('reopenWithinDays', { min: 1, max: 365 }, 30),
    waitForCitizenDays: root.number('waitForCitizenDays', { min: 1, max: 90 }, 3),
    automaticMessagesPerDay: root.number('automaticMessagesPerDay', { min: 1, max: 100 }, 10),
    responsesCheckedByAdmin: root.flag('responsesCheckedByAdmin', true),
    dispatching: root.oneOf('dispatching', DISPATCHING, 'by-admin'),
    ...readReportSchedule(root, { staff: people, env }),
    staff: people,
    tellStaffBy: root.oneOf('tellStaffBy', STAFF_MEANS, 'email'),
    retention: readRetention(root),
    escalation: readEscalation(root),
    digestAt: readDigestAt(root),
    replyTexts: readReplyTexts(root),
    answerTexts: readAnswerTexts(root),
  };
}

function readLetterhead(root: Reader): Pick<Tenant, 'letterhead'> {
  if (!root.has('letterhead')) return {};
  const block = root.child('letterhead', ['lines', 'contact', 'place', 'signatory']);
  const short = { maxLength: 120, expected: 'one line' };
  const rest = Object.fromEntries(
    (['contact', 'place', 'signatory'] as const)
      .map((key) => [key, block?.optionalText(key, short)] as const)
      .filter(([, text]) => text !== undefined),
  );
  return { letterhead: { lines: block?.texts('lines', { ...short, notEmpty: true }) ?? [], ...rest } };
}

function readSlug(root: Reader): string {
  const slug = root.text('slug', SLUG);
  const fromFile = root.source.file.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
  if (slug !== '' && slug !== fromFile) root.error('slug', `"${fromFile}", as the file is named`);
  return slug;
}

function readKeywords(root: Reader): string[] {
  const rule = {
    pattern: /^[A-Z0-9]{4,20}$/,
    expected: 'a keyword of 4 to 20 capitals or digits without spaces',
    notEmpty: true,
  };
  const keywords = root.texts('keywords', rule);
  keywords.forEach((keyword, index) => {
    if (RESERVED_WORDS.some((word) => word === normaliseKeyword(keyword))) {
      root.source.error(
        [...root.at('keywords'), index],
        keyword,
        `no word of a command (${RESERVED_WORDS.join(', ')})`,
      );
    }
  });
  return keywords;
}

function readWorkingDays(root: Reader): number[] {
  if (!root.has('workingDays')) return [1, 2, 3, 4, 5];
  const expected = 'ISO weekdays, 1 (Monday) to 7, each once';
  const days = root.list('workingDays', (item, path) => {
    if (typeof item === 'number' && Number.isInteger(item) && item >= 1 && item <= 7) return item;
    root.source.error(path, item, expected);
    return 0;
  });
  if (days.length === 0 || new Set(days).size !== days.length) root.error('workingDays', expected);
  return days;
}

function readRequirements(root: Reader): Requirements {
  const levels = ['none', 'asked', 'required'] as const;
  const block = root.child('requirements', ['identity', 'address', 'evidence']);
  return {
    identity: block?.oneOf('identity', levels) ?? 'none',
    address: block?.oneOf('address', levels) ?? 'none',
    evidence: block?.oneOf('evidence', levels) ?? 'none',
  };
}

function readCategory(root: Reader, value: unknown, path: ConfigPath): Category {
  const category = root.below(value, path, [
    'slug',
    'name',
    'parent',
    'keywords',
    'level',
    'kind',
    'conduct',
    'asksPlace',
  ]);
  const parent = category.optionalText('parent', SLUG);
  return {
    slug: category.text('slug', SLUG),
    name: category.text('name'),
    ...(parent === undefined ? {} : { parent }),
    keywords: category.texts('keywords', { ...WORDS, optional: parent === undefined, notEmpty: parent !== undefined }),
    ...(category.flag('conduct', false) ? { conduct: true } : {}),
    ...(category.flag('asksPlace', false) ? { asksPlace: true } : {}),
    level: category.text('level', SLUG),
    kind: category.oneOf('kind', REPORT_KINDS, 'complaint'),
  };
}

function readRule(root: Reader, value: unknown, path: ConfigPath): RoutingRule {
  const rule = root.below(value, path, ['id', 'when', 'agency', 'unit']);
  const when = rule.child('when', ['categories', 'places', 'keywords', 'channels']);
  const unit = rule.optionalText('unit', SLUG);
  const conditions: RoutingRule['when'] = {};
  if (when?.has('categories') === true) conditions.categories = when.texts('categories', { ...SLUG, notEmpty: true });
  if (when?.has('places') === true)
    conditions.places = when.texts('places', { ...PLACE, notEmpty: true }).map((code) => code.replaceAll('.', ''));
  if (when?.has('keywords') === true) conditions.keywords = when.texts('keywords', { ...WORDS, notEmpty: true });
  if (when?.has('channels') === true) conditions.channels = when.texts('channels', { ...SLUG, notEmpty: true });
  if (when !== undefined && Object.keys(conditions).length === 0)
    rule.error('when', 'at least one condition: categories, places, keywords or channels');
  return {
    id: rule.text('id', { pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, expected: 'a short id such as R12' }),
    when: conditions,
    agency: rule.text('agency', SLUG),
    ...(unit === undefined ? {} : { unit }),
  };
}

function readReplyTexts(root: Reader): Record<string, string> {
  if (!root.has('replyTexts')) return {};
  const block = root.child('replyTexts', Object.keys(REPLY_TEXTS));
  const texts: Record<string, string> = {};
  for (const key of Object.keys(REPLY_TEXTS).filter(isReplyKey)) {
    if (block?.has(key) !== true) continue;
    const forms = block.child(key, formsOf(key));
    for (const form of formsOf(key)) {
      const text = forms?.optionalText(form);
      if (forms === undefined || text === undefined) continue;
      checkReplyText(root.source, forms.at(form), key, form, text);
      texts[`${key}.${form}`] = text;
    }
  }
  return texts;
}
