import type { VNode } from 'preact';
import { answerTimeInWords, topicTimeInWords } from '../answer-words.js';
import type { AnswerFigures } from '../../reports/answer-times/reckon.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ContactWay } from '../contact-ways.js';
import { procedureSteps } from '../procedure.js';
import type { Words } from '../words.js';
import { Page } from './page.js';
import type { PageContext } from './page.js';
import { TrackingFields } from './tracking-page.js';

interface TenantPageProps extends PageContext {
  tenant: Tenant;
  ways: readonly ContactWay[];
  formOpen: boolean;
  /** What is known of how long answers took. */
  answers?: AnswerFigures | undefined;
}

/** The office's front page: the form first, then the other ways, then what to expect. */
export function TenantPage({ ways, formOpen, answers, ...context }: TenantPageProps): VNode {
  const { words, tenant } = context;
  const base = `/${tenant.slug}`;
  return (
    <Page {...context} title={words('home.title')} here="home">
      <h1>{words('home.title')}</h1>
      <p class="lead">{words('home.intro', { office: tenant.name })}</p>
      {formOpen ? (
        <p class="action">
          <a role="button" class="big" href={`${base}/lapor`}>
            {words('home.start')}
          </a>
          <small>{words('home.startHint')}</small>
        </p>
      ) : (
        <p>{words('home.formClosed')}</p>
      )}
      <p class="emergency">
        {words('home.emergency')} <a href={`tel:${tenant.emergencyNumber}`}>{tenant.emergencyNumber}</a>
      </p>
      {ways.length > 0 && <Ways words={words} ways={ways} tenant={tenant} />}
      <Reportable words={words} tenant={tenant} answers={answers} />
      <Steps words={words} tenant={tenant} answers={answers} />
      <section aria-labelledby="lacak">
        <h2 id="lacak">{words('home.trackTitle')}</h2>
        <p>{words('home.trackIntro')}</p>
        <TrackingFields words={words} tenant={tenant} number="" code="" errors={{}} />
      </section>
      <p>
        <a href={`${base}/statistik`}>{words('home.statistics')}</a>
      </p>
    </Page>
  );
}

function Ways({ words, ways, tenant }: { words: Words; ways: readonly ContactWay[]; tenant: Tenant }): VNode {
  return (
    <section aria-labelledby="cara">
      <h2 id="cara">{words('home.waysTitle')}</h2>
      <ul class="ways">
        {ways.map((way) => (
          <li key={`${way.kind} ${way.address}`} class={way.kind === 'sms' && way.automatic ? 'wide' : ''}>
            {way.kind === 'sms' && way.automatic ? (
              <SmsWay words={words} way={way} example={tenant.example} />
            ) : (
              <PlainWay words={words} way={way} tenant={tenant} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function SmsWay({ words, way, example }: { words: Words; way: ContactWay; example: string }): VNode {
  return (
    <>
      <h3>{words('ways.sms')}</h3>
      <p>
        {words('ways.smsText')}:<kbd lang="id">{way.keyword ? `${way.keyword} ${example}` : example}</kbd>
        {words('ways.smsTo')} <strong>{way.address}</strong>
        {way.alternatives.length > 0 && ` ${words('ways.or', { addresses: way.alternatives.join(', ') })}`}
      </p>
      <a role="button" class="secondary outline" href={way.href}>
        {words('ways.smsOpen')}
      </a>
    </>
  );
}

function PlainWay({ words, way, tenant }: { words: Words; way: ContactWay; tenant: Tenant }): VNode {
  const note = wayNote(words, way, tenant);
  const title = words.has(`ways.${way.kind}`) ? words(`ways.${way.kind}`) : way.kind;
  return (
    <>
      <h3>{title}</h3>
      {way.address && (
        <p>
          {way.href ? (
            <a href={way.href}>
              <Address text={way.address} />
            </a>
          ) : (
            way.address
          )}
        </p>
      )}
      {note && <small>{note}</small>}
    </>
  );
}

/** A mail address that is too long for its line is broken before its host. */
function Address({ text }: { text: string }): VNode {
  const at = text.indexOf('@');
  if (at < 1) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <wbr />
      {text.slice(at)}
    </>
  );
}

/** What a reader should know before using a way that no program answers. */
function wayNote(words: Words, { kind, address, automatic }: ContactWay, tenant: Tenant): string | undefined {
  if (address === '') return words(`ways.${kind}At`, { office: tenant.office });
  if (automatic) return undefined;
  if (kind === 'telephone') return words('ways.staffed');
  return kind === 'sms' || kind === 'whatsapp' ? words('ways.smsNotYet') : undefined;
}

interface PartProps {
  words: Words;
  tenant: Tenant;
  answers: AnswerFigures | undefined;
}

function Reportable({ words, tenant, answers }: PartProps): VNode {
  const tops = tenant.categories.filter((category) => category.parent === undefined);
  return (
    <section aria-labelledby="bisa">
      <h2 id="bisa">{words('home.reportTitle')}</h2>
      <ul class="topics">
        {tops.map((top) => {
          const below = tenant.categories
            .filter((category) => category.parent === top.slug)
            .map((category) => category.name);
          const time = topicTimeInWords(words, answers, top.slug);
          return (
            <li key={top.slug}>
              <strong lang={tenant.locale}>{top.name}</strong>
              {below.length > 0 && <span lang={tenant.locale}>{below.join(', ')}</span>}
              {time && <small>{time}</small>}
            </li>
          );
        })}
      </ul>
      <p>{words('home.reportMore')}</p>
    </section>
  );
}

function Steps({ words, tenant, answers }: PartProps): VNode {
  const { document, steps } = tenant.standard;
  const time = answerTimeInWords(words, answers);
  return (
    <section aria-labelledby="langkah">
      <h2 id="langkah">{words('home.stepsTitle')}</h2>
      <ol class="steps">
        {procedureSteps(tenant, words).map((step) => (
          <li key={step.title}>
            <strong>{step.title}</strong>
            <p>{step.text}</p>
            {step.levels && (
              <ul>
                {step.levels.map((level) => (
                  <li key={level}>{level}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
      {time && answers?.all && (
        <p class="history">
          <strong>{time}</strong> <small>{words('history.basis', { n: answers.all.n })}</small>
        </p>
      )}
      {steps.length > 0 && (
        <details>
          <summary>{words('steps.allSteps')}</summary>
          <ol>
            {steps.map((step) => (
              <li key={step.slug}>
                <span lang={tenant.locale}>
                  {step.name}
                  {step.words && ` – ${step.words}`}
                </span>{' '}
                <small>({words('steps.stepBy', { by: step.by })})</small>
              </li>
            ))}
          </ol>
        </details>
      )}
      <p>
        <small>{words('steps.standard', { document })}</small>
      </p>
      {tenant.cost && (
        <p>
          <strong>{words('home.costTitle')}:</strong> <span lang={tenant.locale}>{tenant.cost}</span>
        </p>
      )}
    </section>
  );
}
