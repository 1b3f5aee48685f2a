import type { VNode } from 'preact';
import type { RhythmHour } from '../../../watch/channel-hours.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { ZONES } from '../../../tenants/tenant.js';
import { amount } from './card-words.js';

const STEP = 10;
const BAR = 7;
const HEIGHT = 40;

interface RhythmProps {
  words: ConsoleWords;
  rhythm: readonly RhythmHour[];
}

/** Messages of the last 24 hours as bars, the usual ones as a line: a shape beside the words that say the same. */
export function Sparkline({ rhythm }: { rhythm: readonly RhythmHour[] }): VNode {
  const most = Math.max(1, ...rhythm.map(({ received, usuallyReceived }) => Math.max(received, usuallyReceived ?? 0)));
  const y = (value: number): number => Math.round((HEIGHT - (value / most) * (HEIGHT - 2)) * 10) / 10;
  const line = rhythm
    .filter(({ usuallyReceived }) => usuallyReceived !== null)
    .map(
      ({ usuallyReceived }, index) =>
        `${index === 0 ? 'M' : 'L'}${String(index * STEP + STEP / 2)} ${String(y(usuallyReceived ?? 0))}`,
    )
    .join('');
  return (
    <svg
      class="channel-spark"
      viewBox={`0 0 ${String(24 * STEP)} ${String(HEIGHT)}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {rhythm.map(({ hour, received }, index) => (
        <rect
          key={hour.toISOString()}
          class="channel-spark-bar"
          x={index * STEP + (STEP - BAR) / 2}
          y={y(received)}
          width={BAR}
          height={HEIGHT - y(received)}
        />
      ))}
      {line !== '' && <path class="channel-spark-usual" d={line} />}
    </svg>
  );
}

/** Whether there is anything to show: a day without messages, of a channel that never has any, is no shape. */
export function hasRhythm(rhythm: readonly RhythmHour[]): boolean {
  return rhythm.some(
    ({ received, sent, usuallyReceived, usuallySent }) =>
      received + sent + (usuallyReceived ?? 0) + (usuallySent ?? 0) > 0,
  );
}

/** "24 jam terakhir: masuk 12 (biasanya 15), keluar 10 (biasanya 11)." */
export function rhythmInWords({ words, rhythm }: RhythmProps): string {
  const sum = (read: (hour: RhythmHour) => number | null): number =>
    rhythm.reduce((total, hour) => total + (read(hour) ?? 0), 0);
  const numbers = { received: sum(({ received }) => received), sent: sum(({ sent }) => sent) };
  if (!rhythm.some(({ usuallyReceived }) => usuallyReceived !== null)) return words('channels.rhythm.new', numbers);
  return words('channels.rhythm.usual', {
    ...numbers,
    usuallyReceived: amount(
      words,
      sum(({ usuallyReceived }) => usuallyReceived),
    ),
    usuallySent: amount(
      words,
      sum(({ usuallySent }) => usuallySent),
    ),
  });
}

/** The sparkline's numbers, the latest hour first. */
export function RhythmTable({ words, rhythm }: RhythmProps): VNode {
  const clock = new Intl.DateTimeFormat(words.locale === 'id' ? 'id-ID' : 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: ZONES[words.zone],
  });
  const usual = (value: number | null): string => (value === null ? '–' : amount(words, value));
  return (
    <div
      class="table-responsive channel-hours"
      role="region"
      aria-label={words('channels.rhythm.caption')}
      tabIndex={0}
    >
      <table class="table table-sm channel-numbers">
        <caption class="visually-hidden">{words('channels.rhythm.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{words('channels.rhythm.hour')}</th>
            <th scope="col">{words('channels.rhythm.received')}</th>
            <th scope="col">{words('channels.rhythm.usually')}</th>
            <th scope="col">{words('channels.rhythm.sent')}</th>
            <th scope="col">{words('channels.rhythm.usually')}</th>
          </tr>
        </thead>
        <tbody>
          {[...rhythm].reverse().map((hour) => (
            <tr key={hour.hour.toISOString()}>
              <th scope="row">
                <time dateTime={hour.hour.toISOString()}>{clock.format(hour.hour)}</time>
              </th>
              <td>{hour.received}</td>
              <td>{usual(hour.usuallyReceived)}</td>
              <td>{hour.sent}</td>
              <td>{usual(hour.usuallySent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
