import type { VNode } from 'preact';
import { placeWords } from '../../../dispatch/agency-view.js';
import { agencyName } from '../../../tenants/names.js';
import { inWords, type Words } from '../../words.js';
import type { Duty } from '../duty-desk.js';
import { DUTY_PATHS } from '../duty-rules.js';

interface PartProps {
  words: Words;
  duty: Duty;
}

/** Hidden fields of each form: its own token, and in the portal the session's. */
export function Hidden({ formToken, csrf }: { formToken: string; csrf: string | undefined }): VNode {
  return (
    <>
      <input type="hidden" name="token" value={formToken} />
      {csrf !== undefined && <input type="hidden" name="_csrf" value={csrf} />}
    </>
  );
}

/** What the citizen said, where, and with which photos: as the agency may see it. */
export function ReportParts({ words, duty }: PartProps): VNode {
  const { tenant, view } = duty;
  const { latitude, longitude } = view.place;
  const place = placeWords(view.place);
  const units = tenant.agencies.find(({ slug }) => slug === view.agency)?.units ?? [];
  const unit = units.find(({ slug }) => slug === view.unit)?.name;
  const facts: [string, string][] = [
    ['category', view.category ?? words('duty.none')],
    ['place', place === '' ? words('duty.noPlace') : place],
    ['opened', inWords(words, view.openedAt, tenant.zone)],
    ['agency', [agencyName(tenant, view.agency), unit].filter((each) => each !== undefined).join(', ')],
    ['reporter', words(`duty.reporter.${view.reporter}`)],
  ];
  return (
    <section aria-labelledby="aduan">
      <h2 id="aduan">{words('duty.report')}</h2>
      {view.messages.map(({ text, at }) => (
        <article class="answer" key={`${String(at.getTime())}${text}`}>
          <p class="when">{inWords(words, at, tenant.zone)}</p>
          <p class="said" dir="auto">
            {text}
          </p>
        </article>
      ))}
      <Photos duty={duty} ids={view.files.map(({ id }) => id)} label={(index) => words('duty.photo', { index })} />
      <dl class="facts">
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{words(`duty.facts.${key}`)}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {latitude !== undefined && longitude !== undefined && (
        <p>
          <a href={`geo:${String(latitude)},${String(longitude)}`}>{words('duty.openMap')}</a>
        </p>
      )}
      {view.note !== null && (
        <>
          <h3>{words('duty.note')}</h3>
          <p class="said" dir="auto">
            {view.note}
          </p>
        </>
      )}
    </section>
  );
}

/** Who else has it, and how far they are. */
export function OfOthers({ words, duty }: PartProps): VNode | null {
  const { tenant, view } = duty;
  if (view.others.length === 0) return null;
  return (
    <section aria-labelledby="instansi">
      <h2 id="instansi">{words('duty.agencies.title')}</h2>
      <p>{words(view.lead ? 'duty.agencies.leads' : 'duty.agencies.joins')}</p>
      <ul>
        {view.others.map(({ agency, lead, state }) => (
          <li key={agency}>
            {agencyName(tenant, agency)}
            {lead && ` (${words('duty.agencies.lead')})`}: {words(`duty.agencies.${state}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What this agency said so far. Drafts are what came too late; an officer may drop them. */
export function Said({
  words,
  duty,
  formToken,
  csrf,
}: PartProps & { formToken: string; csrf: string | undefined }): VNode | null {
  const { tenant, view, responses } = duty;
  if (responses.length === 0 || view.state === 'withdrawn' || view.state === 'returned') return null;
  return (
    <section aria-labelledby="tanggapan">
      <h2 id="tanggapan">{words('duty.said.title')}</h2>
      {responses.map(({ id, text, state, createdAt, files }) => (
        <article class="answer" key={id}>
          <p class="when">
            {inWords(words, createdAt, tenant.zone)} · {words(`duty.said.${state}`)}
          </p>
          <p class="said" dir="auto">
            {text}
          </p>
          {(['before', 'after', null] as const).map((role) => (
            <Photos
              key={role}
              duty={duty}
              ids={files.filter((file) => file.hasView && file.role === role).map((file) => file.id)}
              label={(index) => words(`duty.said.photo-${role ?? 'any'}`, { index })}
            />
          ))}
          {state === 'draft' && (
            <form method="post" action={`${duty.base}/${DUTY_PATHS.drop}`} encType="multipart/form-data">
              <Hidden formToken={formToken} csrf={csrf} />
              <input type="hidden" name="draft" value={id} />
              <button type="submit" class="secondary outline btn">
                {words('duty.drop.button')}
              </button>
            </form>
          )}
        </article>
      ))}
    </section>
  );
}

function Photos({
  duty,
  ids,
  label,
}: {
  duty: Duty;
  ids: readonly string[];
  label: (index: number) => string;
  key?: string | null;
}): VNode | null {
  if (ids.length === 0) return null;
  return (
    <ul class="photos">
      {ids.map((id, index) => (
        <li key={id}>
          <a href={`${duty.base}/foto/${id}`}>
            <img src={`${duty.base}/foto/${id}`} alt={label(index + 1)} loading="lazy" />
          </a>
        </li>
      ))}
    </ul>
  );
}
