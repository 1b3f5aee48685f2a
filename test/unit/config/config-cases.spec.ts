import { change, load, smallConfig } from './small-config.js';

const GATEWAY = 'gateway.yaml';
const ALPHA = 'tenants/alpha.yaml';
const BETA = 'tenants/beta.yaml';
const HOLIDAYS = 'holidays/id-2026.yaml';

const S3 = { bucket: 'lampiran', region: 'ap-southeast-3', accessKeyId: 'AKID', secretAccessKey: 'x' };

/** [what is wrong, file, where it is changed, to what, path of the error, value shown, part of what is expected] */
type Case = [string, string, string, unknown, string, unknown, string];

// One row a fault, to be read as a table.
// prettier-ignore
const GATEWAY_CASES: Case[] = [
  ['unknown key at the top', GATEWAY, 'chanels', [], 'chanels', '[a list of 0]', 'did you mean "channels"?'],
  ['unknown key, near none', GATEWAY, 'zzzzzz', 1, 'zzzzzz', 1, 'a known key (channels, queue, limits, storage, accounts, trustedProxies)'],
  ['no channels', GATEWAY, 'channels', undefined, 'channels', null, 'a list; the key is missing'],
  ['channels is no list', GATEWAY, 'channels', { a: 1 }, 'channels', '{a}', 'a list'],
  ['a channel is no mapping', GATEWAY, 'channels.1', 'web', 'channels[1]', 'web', 'a mapping with the keys id, kind'],
  ['unknown key of a channel', GATEWAY, 'channels.0.enable', true, 'channels[0].enable', true, 'did you mean "enabled"?'],
  ['missing id', GATEWAY, 'channels.0.id', undefined, 'channels[0].id', null, 'the key is missing'],
  ['id in capitals', GATEWAY, 'channels.0.id', 'SMS-1', 'channels[0].id', 'SMS-1', 'small letters, digits and single hyphens'],
  ['id given twice', GATEWAY, 'channels.1.id', 'sms-1', 'channels[1].id', 'sms-1', 'channels[0] has this one'],
  ['unknown kind', GATEWAY, 'channels.0.kind', 'smss', 'channels[0].kind', 'smss', 'did you mean "sms"?'],
  ['kind of another provider', GATEWAY, 'channels.1.provider', 'post', 'channels[1].kind', 'web', 'sms, the kind of provider post'],
  ['unknown provider', GATEWAY, 'channels.0.provider', 'pots', 'channels[0].provider', 'pots', 'a known provider (post, form, desk'],
  ['enabled is no flag', GATEWAY, 'channels.0.enabled', 'yes', 'channels[0].enabled', 'yes', 'true or false'],
  ['a number without quotes', GATEWAY, 'channels.0.address', 1708, 'channels[0].address', 1708, 'in quotes'],
  ['an SMS address that is none', GATEWAY, 'channels.0.address', '0811-1', 'channels[0].address', '0811-1', 'a short code, or a number'],
  ['no address of an enabled SMS channel', GATEWAY, 'channels.0.address', undefined, 'channels[0].address', null, 'the key is missing'],
  ['rate of nought', GATEWAY, 'channels.0.ratePerSecond', 0, 'channels[0].ratePerSecond', 0, 'a number from 0.01 to 1000'],
  ['canary too often', GATEWAY, 'channels.0.canary', { everyMinutes: 5, withinMinutes: 1, to: '+6281100000001' }, 'channels[0].canary.everyMinutes', 5, 'a whole number from 15 to 1440'],
  ['canary that overlaps the next', GATEWAY, 'channels.0.canary', { everyMinutes: 60, withinMinutes: 60, to: '+6281100000001' }, 'channels[0].canary.withinMinutes', 60, 'a whole number from 1 to 59'],
  ['canary to no number', GATEWAY, 'channels.0.canary', { everyMinutes: 60, withinMinutes: 10, to: 'a@b.example' }, 'channels[0].canary.to', 'a@b.example', 'a number such as'],
  ['canary to nobody', GATEWAY, 'channels.0.canary', { everyMinutes: 60, withinMinutes: 10 }, 'channels[0].canary.to', null, 'the key is missing'],
  ['canary misspelt', GATEWAY, 'channels.0.canary', { everyMinute: 60, withinMinutes: 10, to: '+6281100000001' }, 'channels[0].canary.everyMinute', 60, 'did you mean "everyMinutes"?'],
  ['canary of a form', GATEWAY, 'channels.1.canary', { everyMinutes: 60, withinMinutes: 10, to: '+6281100000001' }, 'channels[1].canary', '{everyMinutes, withinMinutes, to}', 'only channels of kind sms and email'],
  ['channel of no tenant', GATEWAY, 'channels.1.tenant', 'alhpa', 'channels[1].tenant', 'alhpa', 'did you mean "alpha"?'],
  ['form of nobody', GATEWAY, 'channels.1.tenant', undefined, 'channels[1].tenant', null, 'the tenant whose form this is'],
  ['settings of the wrong form', GATEWAY, 'channels.0.settings', ['x'], 'channels[0].settings', '[a list of 1]', 'a mapping of settings'],
  ['unknown setting', GATEWAY, 'channels.0.settings.tokn', 'x', 'channels[0].settings.tokn', 'x', 'did you mean "token"?'],
  ['unknown setting of a provider without any', GATEWAY, 'channels.1.settings', { a: 1 }, 'channels[1].settings.a', 1, 'a known key'],
  ['missing setting', GATEWAY, 'channels.0.settings.token', undefined, 'channels[0].settings.token', null, 'token must be given'],
  ['wrong setting', GATEWAY, 'channels.0.settings.apiBase', 'ftp:', 'channels[0].settings.apiBase', 'ftp:', 'apiBase must be a URL'],
  ['settings twice', GATEWAY, 'channels.0.settingsByProvider', { post: {} }, 'channels[0].settings', '{token, apiBase}', 'not both'],
  ['unknown queue setting', GATEWAY, 'queue', { leaseSecond: 1 }, 'queue.leaseSecond', 1, 'did you mean "leaseSeconds"?'],
  ['lease too short', GATEWAY, 'queue', { leaseSeconds: 1 }, 'queue.leaseSeconds', 1, 'a whole number from 5 to 3600'],
  ['half a second', GATEWAY, 'queue', { sweepSeconds: 1.5 }, 'queue.sweepSeconds', 1.5, 'a whole number'],
  ['unknown limit', GATEWAY, 'limits', { attachmentsBytes: 1 }, 'limits.attachmentsBytes', 1, 'did you mean "attachmentBytes"?'],
  ['storage on a tape', GATEWAY, 'storage', { kind: 'tape' }, 'storage.kind', 'tape', 'one of disk, s3'],
  ['storage in words', GATEWAY, 'storage', 's3', 'storage', 's3', 'a mapping with the keys kind, s3'],
  ['a bucket without its settings', GATEWAY, 'storage', { kind: 's3' }, 'storage.s3', null, 'a mapping with the keys bucket'],
  ['a bucket in capitals', GATEWAY, 'storage', { kind: 's3', s3: { ...S3, bucket: 'Lampiran' } }, 'storage.s3.bucket', 'Lampiran', "a bucket's name"],
  ['a bucket somewhere', GATEWAY, 'storage', { kind: 's3', s3: { ...S3, endpoint: 'minio:9000' } }, 'storage.s3.endpoint', 'minio:9000', 'begins with https://'],
  ['a bucket with a login in its address', GATEWAY, 'storage', { kind: 's3', s3: { ...S3, endpoint: 'https://a:b@minio' } }, 'storage.s3.endpoint', 'https://a:b@minio', 'without a login'],
  ['a bucket without a secret', GATEWAY, 'storage', { kind: 's3', s3: { ...S3, secretAccessKey: undefined } }, 'storage.s3.secretAccessKey', null, 'the key is missing'],
  ['a bucket whose secret is not set', GATEWAY, 'storage', { kind: 's3', s3: { ...S3, secretAccessKey: '${S3_NOT_SET}' } }, 'storage.s3.secretAccessKey', '${S3_NOT_SET}', 'the environment variable S3_NOT_SET to be set'],
  ['an unknown key of the bucket, though the disk is chosen', GATEWAY, 'storage', { kind: 'disk', s3: { buckett: 'x' } }, 'storage.s3.buckett', 'x', 'did you mean "bucket"?'],
  ['a proxy by name', GATEWAY, 'trustedProxies', ['proxy'], 'trustedProxies[0]', 'proxy', 'an IP address or a range'],
  ['a proxy range too long', GATEWAY, 'trustedProxies', ['10.0.0.0/33'], 'trustedProxies[0]', '10.0.0.0/33', 'an IP address or a range'],
];

// prettier-ignore
const TENANT_CASES: Case[] = [
  ['a retired agency without its name', ALPHA, 'retired', { agencies: [{ slug: 'dpu', shortName: 'DPU' }] }, 'retired.agencies[0].name', null, 'the key is missing'],
  ['something retired that is still there', ALPHA, 'retired', { agencies: [{ slug: 'roads', name: 'Dinas', shortName: 'Dinas' }] }, 'retired.agencies[0].slug', 'roads', 'not among the agencies any more'],
  ['something retired twice', ALPHA, 'retired', { categories: [{ slug: 'x', name: 'X' }, { slug: 'x', name: 'X' }] }, 'retired.categories[1].slug', 'x', 'item 0 of this list has this one'],
  ['unknown key', ALPHA, 'keyword', ['X'], 'keyword', '[a list of 1]', 'did you mean "keywords"?'],
  ['slug unlike the file', ALPHA, 'slug', 'alfa', 'slug', 'alfa', '"alpha", as the file is named'],
  ['missing name', ALPHA, 'name', undefined, 'name', null, 'the key is missing'],
  ['empty office', ALPHA, 'office', '  ', 'office', '  ', 'not empty'],
  ['unknown zone', ALPHA, 'zone', 'WITB', 'zone', 'WITB', 'one of WIB, WITA, WIT'],
  ['region code without quotes', ALPHA, 'regionCode', 63.1, 'regionCode', 63.1, 'in quotes'],
  ['region code of a province', ALPHA, 'regionCode', '63', 'regionCode', '63', 'code of a regency'],
  ['prefix in small letters', ALPHA, 'ticketPrefix', 'alp', 'ticketPrefix', 'alp', 'two to four capitals'],
  ['prefix of another', BETA, 'ticketPrefix', 'ALP', 'ticketPrefix', 'ALP', 'tenants/alpha.yaml has this one'],
  ['keyword with a space', ALPHA, 'keywords.0', 'ALPHA TOWN', 'keywords[0]', 'ALPHA TOWN', 'without spaces'],
  ['no keyword', ALPHA, 'keywords', [], 'keywords', '[a list of 0]', 'at least one item'],
  ['keyword given twice', ALPHA, 'keywords', ['ALPHATOWN', 'ALPHATOWN'], 'keywords[1]', 'ALPHATOWN', 'stands above already'],
  ['keyword of another', BETA, 'keywords.0', 'ALPHATOWN', 'keywords[0]', 'ALPHATOWN', 'tenants/alpha.yaml has this one'],
  ['keyword like another', BETA, 'keywords.0', 'ALPHATWIN', 'keywords[0]', 'ALPHATWIN', 'has ALPHATOWN, and a typing error could mean either'],
  ['keyword that is a command', ALPHA, 'keywords', ['ALPHATOWN', 'STATUS'], 'keywords[1]', 'STATUS', 'no word of a command'],
  ['an eighth weekday', ALPHA, 'workingDays', [1, 8], 'workingDays[1]', 8, 'ISO weekdays'],
  ['no working day', ALPHA, 'workingDays', [], 'workingDays', '[a list of 0]', 'ISO weekdays'],
  ['anonymous is no flag', ALPHA, 'anonymousAllowed', 'no', 'anonymousAllowed', 'no', 'true or false'],
  ['unknown requirement', ALPHA, 'requirements.identity', 'always', 'requirements.identity', 'always', 'one of none, asked, required'],
  ['danger in capitals', ALPHA, 'dangerKeywords', ['Kebakaran'], 'dangerKeywords[0]', 'Kebakaran', 'small letters'],
  ['emergency number with letters', ALPHA, 'emergencyNumber', 'SOS', 'emergencyNumber', 'SOS', 'a short number such as "112"'],
  ['agency given twice', ALPHA, 'agencies.1', { slug: 'roads', name: 'R', shortName: 'R', type: 'vertical' }, 'agencies[1].slug', 'roads', 'item 0 of this list has this one'],
  ['agency whose short name is long', ALPHA, 'agencies.0.shortName', 'R'.repeat(25), 'agencies[0].shortName', 'R'.repeat(25), 'at most 24 characters'],
  ['unknown type of agency', ALPHA, 'agencies.0.type', 'horizontal', 'agencies[0].type', 'horizontal', 'one of regional, vertical'],
  ['unit given twice', ALPHA, 'agencies.0.units.1', { slug: 'lamps', name: 'L' }, 'agencies[0].units[1].slug', 'lamps', 'item 0 of this list has this one'],
  ['category of no level', ALPHA, 'categories.0.level', 'plane', 'categories[0].level', 'plane', 'did you mean "plain"?'],
  ['category of no parent', ALPHA, 'categories.1.parent', 'street', 'categories[1].parent', 'street', 'did you mean "streets"?'],
  ['category below a second level', ALPHA, 'categories.2', { slug: 'deep', name: 'D', parent: 'potholes', level: 'plain', keywords: ['x'] }, 'categories[2].parent', 'potholes', 'there are two levels'],
  ['second level without keywords', ALPHA, 'categories.1.keywords', [], 'categories[1].keywords', '[a list of 0]', 'at least one item'],
  ['unknown kind of report', ALPHA, 'categories.0.kind', 'complain', 'categories[0].kind', 'complain', 'did you mean "complaint"?'],
  ['rule to no agency', ALPHA, 'routing.0.agency', 'road', 'routing[0].agency', 'road', 'did you mean "roads"?'],
  ['rule to no unit', ALPHA, 'routing.0.unit', 'lamp', 'routing[0].unit', 'lamp', 'a unit of roads; did you mean "lamps"?'],
  ['rule for no category', ALPHA, 'routing.0.when.categories', ['pothole'], 'routing[0].when.categories[0]', 'pothole', 'did you mean "potholes"?'],
  ['rule for a place elsewhere', ALPHA, 'routing.0.when.places', ['51.03.01'], 'routing[0].when.places[0]', '510301', 'beginning with 6310'],
  ['rule for a channel of another', ALPHA, 'routing.0.when.channels', ['desk-beta'], 'routing[0].when.channels[0]', 'desk-beta', 'a channel of this tenant or a shared one'],
  ['rule without a condition', ALPHA, 'routing.0.when', {}, 'routing[0].when', '{}', 'at least one condition'],
  ['unknown condition', ALPHA, 'routing.0.when.category', ['x'], 'routing[0].when.category', '[a list of 1]', 'a known key'],
  ['no levels', ALPHA, 'standard.levels', [], 'standard.levels', '[a list of 0]', 'at least one level'],
  ['unknown default level', ALPHA, 'standard.defaultLevel', 'fancy', 'standard.defaultLevel', 'fancy', 'a level of this standard (plain)'],
  ['unknown unit of time', ALPHA, 'standard.levels.0.resolve.unit', 'workdays', 'standard.levels[0].resolve.unit', 'workdays', 'one of minutes, hours, days, working-days'],
  ['a range upside down', ALPHA, 'standard.levels.0.resolve.from', 5, 'standard.levels[0].resolve.from', 5, 'less than amount (3)'],
  ['no time at all', ALPHA, 'standard.steps.0.within.amount', 0, 'standard.steps[0].within.amount', 0, 'a whole number from 1'],
  ['a step that ends with nothing known', ALPHA, 'standard.steps.0.until', 'anounced', 'standard.steps[0].until', 'anounced', 'did you mean "announced"?'],
  ['a time without an end', ALPHA, 'standard.steps.0.until', undefined, 'standard.steps[0].until', null, 'what ends this step, since it has a time: one of opened, announced'],
  ['a step that ends before the one above it', ALPHA, 'standard.steps.1', { slug: 'b', name: 'B', words: 'x', by: 'y', until: 'opened' }, 'standard.steps[1].until', 'opened', '"announced" or later'],
  ['a step called as the whole', ALPHA, 'standard.steps.0.slug', 'resolve', 'standard.steps[0].slug', 'resolve', '"resolve" is the whole'],
  ['escalation that is no list', ALPHA, 'escalation', 75, 'escalation', 75, 'a list'],
  ['nobody to escalate to', ALPHA, 'escalation', [], 'escalation', '[a list of 0]', 'at least one item'],
  ['escalation to nobody known', ALPHA, 'escalation', [{ percent: 75, to: ['bupati'] }], 'escalation[0].to[0]', 'bupati', 'one of officer, agency-head, admin, head, leadership'],
  ['escalation that falls', ALPHA, 'escalation', [{ percent: 100, to: ['admin'] }, { percent: 75, to: ['head'] }], 'escalation[1].percent', 75, 'more than 100, the one before'],
  ['a digest at no time', ALPHA, 'digestAt', '7.30', 'digestAt', '7.30', 'a time of day such as "07.30"'],
  ['step given twice', ALPHA, 'standard.steps.1', { slug: 'take', name: 'T', words: 'x', by: 'y' }, 'standard.steps[1].slug', 'take', 'item 0 of this list has this one'],
  ['a person without an address', ALPHA, 'staff', [{ role: 'admin', name: 'A' }], 'staff[0]', null, 'exactly one of email, whatsapp and sms'],
  ['a person with two addresses', ALPHA, 'staff', [{ role: 'admin', name: 'A', email: 'a@b.example', sms: '0811-0000-0071' }], 'staff[0]', null, 'told once'],
  ['a mailbox that is none', ALPHA, 'staff', [{ role: 'admin', name: 'A', email: 'a.b.example' }], 'staff[0].email', 'a.b.example', 'a mailbox'],
  ['a number without quotes of a person', ALPHA, 'agencies.0.officers', [{ role: 'officer', name: 'A', sms: 811 }], 'agencies[0].officers[0].sms', 811, 'in quotes'],
  ['an officer with a role of the office', ALPHA, 'agencies.0.units.0.officers', [{ role: 'admin', name: 'A', sms: '0811-0000-0071' }], 'agencies[0].units[0].officers[0].role', 'admin', 'one of officer, agency-head'],
  ['the same person twice in one place', ALPHA, 'staff', [{ role: 'admin', name: 'A', sms: '0811-0000-0071' }, { role: 'head', name: 'B', sms: '+6281100000071' }], 'staff[1]', null, 'each address once in one place'],
  ['a report for a role that there is not', ALPHA, 'reports', { recipients: { daily: ['admn'] } }, 'reports.recipients.daily[0]', 'admn', 'did you mean "admin"?'],
  ['a report for an agency’s people', ALPHA, 'reports', { recipients: { daily: ['officer'] } }, 'reports.recipients.daily[0]', 'officer', 'one of admin, head, leadership'],
  ['a report for somebody who is not of the staff', ALPHA, 'reports', { recipients: { annual: [{ name: 'Siapa' }] } }, 'reports.recipients.annual[0].name', 'Siapa', 'the name of somebody of "staff"'],
  ['a report for no mailbox', ALPHA, 'reports', { recipients: { annual: [{ email: 'bupati' }] } }, 'reports.recipients.annual[0].email', 'bupati', 'a mailbox'],
  ['a report for a mailbox and a name at once', ALPHA, 'reports', { recipients: { annual: [{ name: 'A', email: 'a@b.example' }] } }, 'reports.recipients.annual[0]', null, 'exactly one of name and email'],
  ['a report twice for one mailbox', ALPHA, 'reports', { recipients: { annual: [{ email: 'a@b.example' }, { email: 'A@b.example' }] } }, 'reports.recipients.annual[1]', '{email}', 'this one stands above already'],
  ['a person told by a channel that does not reach them', ALPHA, 'staff', [{ role: 'admin', name: 'A', sms: '0811-0000-0071', channel: 'web-alpha' }], 'staff[0].channel', 'web-alpha', 'a channel of this tenant'],
  ['a webhook in clear', ALPHA, 'agencies.0.webhook', { url: 'http://pupr.example/hook', secret: `whsec_${'A'.repeat(32)}` }, 'agencies[0].webhook.url', 'http://pupr.example/hook', 'begins with https://'],
  ['a webhook with a short secret', ALPHA, 'agencies.0.webhook', { url: 'https://pupr.example/hook', secret: 'whsec_AAAA' }, 'agencies[0].webhook.secret', '********', '24 to 64 bytes'],
  ['unknown way of dispatching', ALPHA, 'dispatching', 'auto', 'dispatching', 'auto', 'one of by-admin, automatic'],
  ['unknown reply text', ALPHA, 'replyTexts', { halp: { short: 'x' } }, 'replyTexts.halp', '{short}', 'did you mean "help"?'],
  ['unknown placeholder', ALPHA, 'replyTexts', { followUp: { short: '{numbr} ok' } }, 'replyTexts.followUp.short', '{numbr} ok', '{numbr} is not known here; did you mean "number"?'],
  ['a brace left open', ALPHA, 'replyTexts', { followUp: { long: '{number ok' } }, 'replyTexts.followUp.long', '{number ok', 'braces only around placeholders'],
  ['something to type at a desk', ALPHA, 'replyTexts', { followUp: { told: '{number} {prefix}' } }, 'replyTexts.followUp.told', '{number} {prefix}', '{prefix} is not known here'],
  ['a reply that is asked for at a desk', ALPHA, 'replyTexts', { followUp: { told: '{number}: Balas TAMBAH' } }, 'replyTexts.followUp.told', '{number}: Balas TAMBAH', 'nothing to reply to or to type'],
  ['an SMS that is not GSM-7', ALPHA, 'replyTexts', { followUp: { short: '“{number}”' } }, 'replyTexts.followUp.short', '“{number}”', 'GSM-7'],
];

// prettier-ignore
const OTHER_CASES: Case[] = [
  ['a date that does not exist', HOLIDAYS, 'national.0.date', '2026-02-30', 'national[0].date', '2026-02-30', 'a date that exists, in 2026'],
  ['a date of another year', HOLIDAYS, 'national.0.date', '2027-08-17', 'national[0].date', '2027-08-17', 'a date that exists, in 2026'],
  ['a day given twice', HOLIDAYS, 'national.1', { date: '2026-08-17', name: 'X' }, 'national[1].date', '2026-08-17', 'stands above already'],
  ['a final calendar without decree', HOLIDAYS, 'decrees', undefined, 'decrees', null, 'a list; the key is missing'],
  ['a regional day without region', HOLIDAYS, 'regional.0', { date: '2026-01-02', name: 'X', decree: 'Y' }, 'regional[0].regionCode', null, 'the key is missing'],
  ['a text in one language only', 'locales/en.yaml', 'farewell', 'Bye', 'farewell', 'Bye', 'this key in id too'],
  ['placeholders that differ', 'locales/id.yaml', 'greeting', 'Halo {nama}', 'greeting', null, 'the same placeholders'],
  ['a text that is a number', 'locales/id.yaml', 'greeting', 5, 'greeting', 5, 'in quotes'],
  ['a reply text that is missing', 'locales/id.yaml', 'reply.help.short', undefined, 'reply.help.short', null, 'this text in id; it is missing'],
  ['a reply text nobody knows', 'locales/id.yaml', 'reply.halp', { short: 'x' }, 'reply.halp.short', 'x', 'did you mean "help"?'],
  ['a form of a reply that there is not', 'locales/id.yaml', 'reply.help.medium', 'x', 'reply.help.medium', 'x', 'the forms long, short'],
  ['words to be told for what nobody is told', 'locales/id.yaml', 'reply.help.told', 'x', 'reply.help.told', 'x', 'the forms long, short'],
  ['words to be told that are missing', 'locales/en.yaml', 'reply.followUp.told', undefined, 'reply.followUp.told', null, 'this text in en; it is missing'],
  ['a day that is another weekday', HOLIDAYS, 'national.0.day', 'Selasa', 'national[0].day', 'Selasa', 'or another date'],
  ['a count in words', HOLIDAYS, 'counts', { national: 'tujuh belas', jointLeave: 8 }, 'counts.national', 'tujuh belas', 'a whole number'],
];

describe.each([
  ['gateway', GATEWAY_CASES],
  ['tenant', TENANT_CASES],
  ['texts and holidays', OTHER_CASES],
])('%s', (_group, cases) => {
  it.each(cases)('%s', (_name, file, at, value, path, shown, expected) => {
    const files = smallConfig();
    change(files, file, at, value);
    const result = load(files);
    expect(result.ok).toBe(false);
    expect(result.config).toBeUndefined();
    const found = result.errors.find((error) => error.path === path && error.expected.includes(expected));
    if (found === undefined) throw new Error(`not among ${JSON.stringify(result.errors, null, 1)}`);
    if (shown !== null) expect(found.value).toBe(shown);
  });
});
