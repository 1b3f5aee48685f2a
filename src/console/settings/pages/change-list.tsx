import type { VNode } from 'preact';
import { agencyName, categoryName } from '../../../tenants/names.js';
import type { ChangedValue, SectionChange } from '../../../tenants/section-changes.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';

interface ChangesProps {
  words: ConsoleWords;
  tenant: Tenant;
  changes: readonly SectionChange[];
}

/** What differs, in words: of lists what came and what went, of the rest before and after. */
export function ChangeList({ words, tenant, changes }: ChangesProps): VNode {
  if (changes.length === 0) return <p>{words('settings.noChange')}</p>;
  return (
    <ul class="settings-changes">
      {changes.map((change) => (
        <li key={`${change.section}/${change.item}/${change.what}`}>
          <strong>
            {words(`settings.changed.${change.section}.${change.what}`, { item: itemName(tenant, change) })}
          </strong>
          {change.what !== 'removed' && (
            <ul>
              {change.fields.map((field) => (
                <li key={field.field}>
                  {fieldName(words, field.field)}: <Difference words={words} tenant={tenant} {...field} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A change as the history's one line names it. */
export function changeLine(words: ConsoleWords, tenant: Tenant, change: SectionChange): string {
  return words(`settings.changed.${change.section}.${change.what}`, { item: itemName(tenant, change) });
}

function itemName(tenant: Tenant, { section, item, fields }: SectionChange): string {
  const named = fields.find(({ field }) => field === 'name');
  if (section === 'agencies') return namedBy(named?.to ?? named?.from, agencyName(tenant, item));
  if (section === 'categories') return namedBy(named?.to ?? named?.from, categoryName(tenant, item) ?? item);
  if (section === 'answerTexts') {
    const known = tenant.answerTexts.find(({ slug }) => slug === item);
    return namedBy(named?.to ?? named?.from, known?.name ?? item);
  }
  return item;
}

function namedBy(value: ChangedValue | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function fieldName(words: ConsoleWords, field: string): string {
  return field.startsWith('unit:') ? words('settings.changedField.unit') : words(`settings.changedField.${field}`);
}

type DifferenceProps = Pick<ChangesProps, 'words' | 'tenant'> & SectionChange['fields'][number];

function Difference({ words, tenant, field, from, to }: DifferenceProps): VNode {
  const say = (value: ChangedValue): string => inWords(words, tenant, field, value);
  if (Array.isArray(from) || Array.isArray(to)) {
    const [old, now] = [listOf(from), listOf(to)];
    const came = now.filter((each) => !old.includes(each));
    const gone = old.filter((each) => !now.includes(each));
    return (
      <>
        {came.length > 0 && (
          <ins>
            <span class="visually-hidden">{words('settings.came')} </span>+ {came.map(say).join(', ')}
          </ins>
        )}{' '}
        {gone.length > 0 && (
          <del>
            <span class="visually-hidden">{words('settings.gone')} </span>− {gone.map(say).join(', ')}
          </del>
        )}
      </>
    );
  }
  return (
    <>
      {from !== null && <del>{say(from)}</del>} {from !== null && to !== null && <span aria-hidden="true">→ </span>}
      {to !== null && <ins>{say(to)}</ins>}
      {to === null && <span> {words('settings.emptied')}</span>}
    </>
  );
}

function listOf(value: ChangedValue): readonly string[] {
  return typeof value === 'object' && value !== null ? value : typeof value === 'string' ? [value] : [];
}

/** Slugs by the names of what they stand for. */
function inWords(words: ConsoleWords, tenant: Tenant, field: string, value: ChangedValue): string {
  if (value === true) return words('settings.yes');
  const text = typeof value === 'string' ? value : '';
  if (field === 'agency') return agencyName(tenant, text);
  if (field === 'categories' || field === 'parent') return categoryName(tenant, text) ?? text;
  if (field === 'kind') return words(`settings.reportKind.${text}`);
  if (field === 'type') return words(`settings.agencyType.${text}`);
  if (field === 'level') return tenant.standard.levels.find(({ slug }) => slug === text)?.name ?? text;
  if (field === 'unit') return tenant.agencies.flatMap(({ units }) => units).find(({ slug }) => slug === text)?.name ?? text; // prettier-ignore
  return text;
}
