import type { VNode } from 'preact';
import { agencyName, categoryName } from '../../../tenants/names.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { countByWay, type Outcome, type Replay } from '../replay.js';

/** Rows that a page shows; the counts are of all. */
const MOST = 100;

interface ReplayProps {
  words: ConsoleWords;
  /** As it would be: what was retired keeps its name there. */
  tenant: Tenant;
  replay: Replay;
}

/** What a change would have done to the newest tickets. */
export function ReplayPart({ words, tenant, replay }: ReplayProps): VNode {
  const { looked, changed } = replay;
  const agency = (slug: string | null): string => (slug === null ? words('settings.replay.human') : agencyName(tenant, slug));
  const way = ({ agency: slug, unit }: Outcome): string => {
    const units = tenant.agencies.find((each) => each.slug === slug)?.units ?? [];
    const name = units.find((each) => each.slug === unit)?.name ?? unit;
    return name === null ? agency(slug) : `${agency(slug)} / ${name}`;
  };
  const category = (slug: string | null): string => categoryName(tenant, slug) ?? words('settings.replay.undecided');
  return (
    <div>
      <h2 id="uji-ulang">{words('settings.replay.title')}</h2>
      <p>
        {looked === 0
          ? words('settings.replay.none')
          : changed.length === 0
            ? words('settings.replay.same', { looked })
            : words('settings.replay.some', { looked, changed: changed.length })}
      </p>
      {changed.length > 0 && (
        <>
          <ul>
            {countByWay(replay).map(({ from, to, count }) => (
              <li key={`${from ?? ''}>${to ?? ''}`}>
                {from === to
                  ? words('settings.replay.within', { agency: agency(from), count })
                  : words('settings.replay.way', { from: agency(from), to: agency(to), count })}
              </li>
            ))}
          </ul>
          <div class="table-responsive" tabIndex={0} role="region" aria-labelledby="uji-ulang">
            <table class="table stacked-table">
              <thead>
                <tr>
                  <th scope="col">{words('settings.replay.number')}</th>
                  <th scope="col">{words('settings.replay.category')}</th>
                  <th scope="col">{words('settings.replay.from')}</th>
                  <th scope="col">{words('settings.replay.to')}</th>
                  <th scope="col">{words('settings.replay.rule')}</th>
                </tr>
              </thead>
              <tbody>
                {changed.slice(0, MOST).map(({ number, before, after }) => (
                  <tr key={number}>
                    <th scope="row">
                      <a href={`/console/aduan/${number}`}>{number}</a>
                    </th>
                    <td data-label={words('settings.replay.category')}>
                      {before.category === after.category
                        ? category(after.category)
                        : `${category(before.category)} → ${category(after.category)}`}
                    </td>
                    <td data-label={words('settings.replay.from')}>{way(before)}</td>
                    <td data-label={words('settings.replay.to')}>{way(after)}</td>
                    <td data-label={words('settings.replay.rule')}>{after.rule ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {changed.length > MOST && <p>{words('settings.replay.more', { more: changed.length - MOST })}</p>}
        </>
      )}
      <p class="form-hint">{words('settings.replay.note')}</p>
    </div>
  );
} // prettier-ignore
