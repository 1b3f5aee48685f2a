import type { VNode } from 'preact';
import { formsOf, isReplyKey, REPLY_TEXTS } from '../../../tenants/reply-texts.js';
import { agencyName, categoryName } from '../../../tenants/names.js';
import type { RoutingRule } from '../../../tenants/tenant.js';
import type { Part } from '../settings-desk.js';
import type { EditContext } from './edit-context.js';
import { BackLink, partPath } from './edit-page.js';

/** Everything of one kind, each leading to its form. */
export function ListPage(props: EditContext & { part: Part }): VNode {
  const { words, part, manages } = props;
  return (
    <div class="settings-page">
      <BackLink words={words} />
      <div class="settings-head">
        <h1>{words(`settings.part.${part}`)}</h1>
        {manages && part !== 'teks' && (
          <a class="btn btn-primary" href={partPath(part, null)}>
            {words(`settings.add.${part}`)}
          </a>
        )}
      </div>
      <p>{words(`settings.about.${part}`)}</p>
      <div class="table-responsive" tabIndex={0} role="region" aria-label={words(`settings.part.${part}`)}>
        {part === 'instansi' && <Agencies {...props} />}
        {part === 'kategori' && <Categories {...props} />}
        {part === 'aturan' && <Rules {...props} />}
        {part === 'teks' && <Texts {...props} />}
        {part === 'jawaban' && <Answers {...props} />}
      </div>
    </div>
  );
}

function Head({ words, columns }: Pick<EditContext, 'words'> & { columns: readonly string[] }): VNode {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col">
            {words(`settings.column.${column}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Agencies({ words, tenant }: EditContext): VNode {
  return (
    <table class="table stacked-table">
      <Head words={words} columns={['name', 'short', 'type', 'units']} />
      <tbody>
        {tenant.agencies.map(({ slug, name, shortName, type, units }) => (
          <tr key={slug}>
            <th scope="row">
              <a href={partPath('instansi', slug)}>{name}</a>
            </th>
            <td data-label={words('settings.column.short')}>{shortName}</td>
            <td data-label={words('settings.column.type')}>{words(`settings.agencyType.${type}`)}</td>
            <td data-label={words('settings.column.units')}>
              {units.length === 0 ? '–' : units.map((unit) => unit.name).join('; ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Categories({ words, tenant }: EditContext): VNode {
  const tops = tenant.categories.filter(({ parent }) => parent === undefined);
  const rows = tops.flatMap((top) => [top, ...tenant.categories.filter(({ parent }) => parent === top.slug)]);
  return (
    <table class="table stacked-table">
      <Head words={words} columns={['name', 'keywords', 'level']} />
      <tbody>
        {rows.map(({ slug, name, parent, keywords, level }) => (
          <tr key={slug}>
            <th scope="row" class={parent === undefined ? '' : 'settings-below'}>
              <a href={partPath('kategori', slug)}>{name}</a>
            </th>
            <td class="settings-words" data-label={words('settings.column.keywords')}>
              {keywords.join(', ')}
            </td>
            <td data-label={words('settings.column.level')}>
              {tenant.standard.levels.find((each) => each.slug === level)?.name ?? level}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Rules(props: EditContext): VNode {
  const { words, tenant } = props;
  const unitName = ({ agency, unit }: RoutingRule): string =>
    tenant.agencies.find(({ slug }) => slug === agency)?.units.find(({ slug }) => slug === unit)?.name ?? '';
  return (
    <table class="table stacked-table">
      <Head words={words} columns={['position', 'rule', 'conditions', 'to']} />
      <tbody>
        {tenant.routing.map((rule, index) => (
          <tr key={rule.id}>
            <td data-label={words('settings.column.position')}>{index + 1}</td>
            <th scope="row">
              <a href={partPath('aturan', rule.id)}>{rule.id}</a>
            </th>
            <td data-label={words('settings.column.conditions')}>{conditionsInWords(props, rule).join('; ')}</td>
            <td data-label={words('settings.column.to')}>
              {agencyName(tenant, rule.agency)}
              {rule.unit !== undefined && <div class="text-secondary">{unitName(rule)}</div>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function conditionsInWords({ words, tenant, areas }: EditContext, { when }: RoutingRule): string[] {
  const places = new Map(
    areas.districts.flatMap(({ code, name, villages }) => [[code, name] as const, ...villages.map((each) => [each.code, each.name] as const)]),
  ); // prettier-ignore
  const said: [string, string[]][] = [
    ['categories', (when.categories ?? []).map((slug) => categoryName(tenant, slug) ?? slug)],
    ['keywords', when.keywords ?? []],
    ['places', (when.places ?? []).map((code) => places.get(code) ?? code)],
    ['channels', when.channels ?? []],
  ];
  return said.filter(([, list]) => list.length > 0).map(([key, list]) => words(`settings.when.${key}`, { list: list.join(', ') })); // prettier-ignore
}

function Texts({ words, tenant }: EditContext): VNode {
  return (
    <table class="table stacked-table">
      <Head words={words} columns={['text', 'whose']} />
      <tbody>
        {Object.keys(REPLY_TEXTS)
          .filter(isReplyKey)
          .map((key) => {
            const own = formsOf(key).some((form) => tenant.replyTexts[`${key}.${form}`] !== undefined);
            return (
              <tr key={key}>
                <th scope="row">
                  <a href={partPath('teks', key)}>{words(`settings.text.${key}`)}</a>
                </th>
                <td data-label={words('settings.column.whose')}>{words(own ? 'settings.own' : 'settings.gateways')}</td>
              </tr>
            );
          })}
      </tbody>
    </table>
  );
}

function Answers({ words, tenant }: EditContext): VNode {
  if (tenant.answerTexts.length === 0) return <p class="empty-note">{words('settings.noAnswers')}</p>;
  return (
    <table class="table stacked-table">
      <Head words={words} columns={['name', 'text']} />
      <tbody>
        {tenant.answerTexts.map(({ slug, name, text }) => (
          <tr key={slug}>
            <th scope="row">
              <a href={partPath('jawaban', slug)}>{name}</a>
            </th>
            <td class="settings-words" data-label={words('settings.column.text')}>
              {text}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
