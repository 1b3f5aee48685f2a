import { errorCode } from '../messaging/errors.js';
import type { Channel } from '../messaging/ports.js';

/** What came of trying one channel. */
export interface ChannelTrial {
  channelId: string;
  provider: string;
  enabled: boolean;
  ok: boolean;
  /** False where the channel has no far end that could be tried. */
  tested: boolean;
  /** What works, or what is wrong and where to look; without secrets. */
  words: string;
  /** Milliseconds that it took. */
  ms: number;
}

const TRIAL_MS = 45_000;

/**
 * The channels to try: those named, switched on or not; else all that are switched on.
 * @throws Error for a name that no channel has
 */
export function wantedChannels(all: readonly Channel[], ids: readonly string[]): Channel[] {
  if (ids.length === 0) return all.filter(({ enabled }) => enabled);
  return [...new Set(ids)].map((id) => {
    const found = all.find((channel) => channel.id === id);
    if (found === undefined)
      throw new Error(`There is no channel ${JSON.stringify(id)}. "kentongan channel list" shows those there are.`);
    return found;
  });
}

/** Tries the channels at once; one that hangs keeps none of the others waiting. Nothing is sent to anybody. */
export function tryChannels(channels: readonly Channel[], mostMs = TRIAL_MS): Promise<ChannelTrial[]> {
  return Promise.all(
    channels.map(async (channel) => {
      const { id: channelId, provider, enabled } = channel;
      const began = performance.now();
      const outcome = await tryOne(channel, mostMs);
      return { channelId, provider, enabled, ...outcome, ms: Math.round(performance.now() - began) };
    }),
  );
}

async function tryOne(channel: Channel, mostMs: number): Promise<Pick<ChannelTrial, 'ok' | 'tested' | 'words'>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ ok: false; words: string }>((resolve) => {
    timer = setTimeout(
      () => resolve({ ok: false, words: `There was no answer within ${String(mostMs / 1000)} seconds.` }),
      mostMs,
    );
  });
  try {
    const { adapter } = channel;
    if (adapter === undefined) return { ok: false, tested: false, words: 'No program for this provider is built in.' };
    if (adapter.probe === undefined) return { ok: true, tested: false, words: nothingToTry(channel) };
    return { tested: true, ...(await Promise.race([adapter.probe.probe(), late])) };
  } catch (error) {
    // A channel that is switched off may lack settings.
    return {
      ok: false,
      tested: true,
      words: `It could not be tried (${errorCode(error)}): are its settings complete?`,
    };
  } finally {
    clearTimeout(timer);
  }
}

function nothingToTry({ kind, tenant }: Channel): string {
  if (kind === 'web')
    return `Nothing outside to connect to: the form is part of the gateway${tenant === undefined ? '' : `, at /${tenant}`}.`;
  if (kind === 'manual') return 'Nothing to connect to: clerks record what comes this way.';
  return 'This provider has no call that only tests; send a message to see it work.';
}

/** For people. */
export function trialLines(trials: readonly ChannelTrial[]): string {
  const width = Math.max(0, ...trials.map(({ channelId }) => channelId.length));
  const lines = trials.map(({ channelId, ok, tested, enabled, words }) =>
    [
      (ok ? (tested ? 'ok' : '-') : 'FAILED').padEnd(6),
      channelId.padEnd(width),
      enabled ? words : `(switched off) ${words}`,
    ].join('  '),
  );
  const failed = trials.filter(({ ok }) => !ok).length;
  lines.push('', failed === 0 ? 'Nothing is wrong.' : `${String(failed)} of ${String(trials.length)} do not work.`);
  return `${lines.join('\n')}\n`;
}
