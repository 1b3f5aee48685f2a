import type { VNode } from 'preact';
import { REPORT_KINDS } from '../../../tenants/tenant.js';
import type { DecisionFact } from '../read/facts.js';
import { decisionLine, runnersUp } from '../words/decision-words.js';
import { dispatchTargets } from '../rules/dispatch-targets.js';
import { placeOfWork } from '../words/ticket-words.js';
import { Disclosure, TicketFormFrame } from './form-frame.js';
import { typed, type TicketPageProps } from './page-props.js';

/** Why the gateway did what it did, a line each, and a human's way to say that it is otherwise. */
export function DecisionsPart(props: TicketPageProps): VNode {
  const { words, view, actions } = props;
  const { decisions, undoable } = view.facts;
  const overrules = actions.allowed.has('overrule');
  return (
    <section class="card" aria-labelledby="keputusan">
      <div class="card-body">
        <h2 id="keputusan">{words('ticket.decisions')}</h2>
        {decisions.length === 0 && <p class="text-secondary">{words('ticket.decision.noneYet')}</p>}
        <ul class="ticket-items">
          {[...decisions].reverse().map((decision) => (
            <Line key={decision.id} decision={decision} {...props} />
          ))}
        </ul>
        {overrules && <CategoryForm {...props} />}
        {overrules && <RouteForm {...props} />}
        {undoable && actions.allowed.has('undo') && (
          <TicketFormFrame page={props} form="undo" anchor>
            <button class="btn btn-sm btn-outline-secondary">{words('ticket.undo')}</button>
          </TicketFormFrame>
        )}
      </div>
    </section>
  );
}

function Line({ decision, ...props }: TicketPageProps & { decision: DecisionFact; key?: string }): VNode {
  const { words, actions } = props;
  const { what, score, why } = decisionLine(props, decision);
  const standing = decision.undone ? 'undone' : decision.overruled ? 'overruled' : null;
  const others = standing === null && actions.allowed.has('overrule') ? runnersUp(props, decision) : [];
  return (
    <li class={standing === null ? undefined : 'ticket-gone'}>
      <p>
        {words(`ticket.step.${decision.step}`)}: <strong>{what}</strong>
        {score !== null && ` · ${score}`}
        {why !== '' && ' · '}
        <bdi>{why}</bdi>
        {standing !== null && ` (${words(`ticket.decision.${standing}`)})`}
      </p>
      {others.length > 0 && (
        <TicketFormFrame page={props} form="classify" class="ticket-buttons">
          <span class="text-secondary">{words('ticket.decision.rather')}</span>
          {others.map(({ slug, name, score: share }) => (
            <button key={slug} class="btn btn-sm btn-outline-secondary" name="kategori" value={slug}>
              {name} · {share}
            </button>
          ))}
        </TicketFormFrame>
      )}
    </li>
  );
}

function CategoryForm(props: TicketPageProps): VNode {
  const { words, tenant, view, filled } = props;
  const { category, level, kind } = view.head;
  return (
    <Disclosure id="kategori" title={words('ticket.wrong.category')} open={filled?.form === 'classify'}>
      <TicketFormFrame page={props} form="classify">
        <label class="form-label" for="kategori-pilih">
          {words('ticket.wrong.is')}
        </label>
        <select class="form-select" id="kategori-pilih" name="kategori">
          {category === null && <option value="">{words('ticket.choose')}</option>}
          {tenant.categories.map((each) => (
            <option key={each.slug} value={each.slug} selected={each.slug === (typed(props, 'classify', 'kategori') || category)}>
              {each.parent === undefined ? each.name : `— ${each.name}`}
            </option>
          ))}
        </select>
        {tenant.standard.levels.length > 1 && (
          <>
            <label class="form-label" for="kategori-kadar">
              {words('ticket.wrong.level')}
            </label>
            <select class="form-select" id="kategori-kadar" name="kadar">
              <option value="">{words('ticket.wrong.byCategory')}</option>
              {tenant.standard.levels.map((each) => (
                <option key={each.slug} value={each.slug} selected={typed(props, 'classify', 'kadar') === each.slug}>
                  {each.name}
                  {each.slug === level && ` (${words('ticket.wrong.now')})`}
                </option>
              ))}
            </select>
          </>
        )}
        <label class="form-label" for="kategori-jenis">
          {words('ticket.wrong.kind')}
        </label>
        <select class="form-select" id="kategori-jenis" name="jenis">
          <option value="">{words('ticket.wrong.byCategory')}</option>
          {REPORT_KINDS.map((each) => (
            <option key={each} value={each} selected={typed(props, 'classify', 'jenis') === each}>
              {words(`ticket.kind.${each}`)}
              {each === kind && ` (${words('ticket.wrong.now')})`}
            </option>
          ))}
        </select>
        <button class="btn btn-outline-secondary">{words('ticket.wrong.save')}</button>
      </TicketFormFrame>
    </Disclosure>
  );
} // prettier-ignore

function RouteForm(props: TicketPageProps): VNode {
  const { words, tenant, view, filled } = props;
  const { agency, unit } = view.head;
  const now = agency === null ? '' : unit === null ? agency : `${agency}/${unit}`;
  return (
    <Disclosure id="instansi" title={words('ticket.wrong.agency')} open={filled?.form === 'route'}>
      <TicketFormFrame page={props} form="route">
        <label class="form-label" for="instansi-pilih">
          {words('ticket.wrong.is')}
        </label>
        <select class="form-select" id="instansi-pilih" name="instansi" required>
          {now === '' && <option value="">{words('ticket.choose')}</option>}
          {dispatchTargets(tenant, null).map((target) => (
            <option key={target.value} value={target.value} selected={target.value === (typed(props, 'route', 'instansi') || now)}>
              {placeOfWork(props, target.agency, target.unit)}
            </option>
          ))}
        </select>
        <button class="btn btn-outline-secondary">{words('ticket.wrong.save')}</button>
      </TicketFormFrame>
    </Disclosure>
  );
} // prettier-ignore
