import { trialLines, tryChannels, wantedChannels } from '../../../src/channels/channel-trial.js';
import type { Channel, ProbePort } from '../../../src/messaging/ports.js';

const channel = (id: string, probe?: ProbePort['probe'], more: Partial<Channel> = {}): Channel => ({
  id,
  kind: 'sms',
  provider: 'scripted',
  enabled: true,
  adapter: probe === undefined ? {} : { probe: { probe } },
  ...more,
});
const good = channel('sms-good', () => Promise.resolve({ ok: true, words: 'it works' }));
const off = channel('sms-off', () => Promise.resolve({ ok: true, words: 'it works' }), { enabled: false });

describe('channel test', () => {
  it('tries those named, or all that are switched on', () => {
    expect(wantedChannels([good, off], [])).toEqual([good]);
    expect(wantedChannels([good, off], ['sms-off', 'sms-off'])).toEqual([off]);
    expect(() => wantedChannels([good], ['sms-none'])).toThrow('There is no channel "sms-none"');
  });

  it('waits for none that hangs, and takes a crash for a failure', async () => {
    const trials = await tryChannels(
      [
        good,
        channel('sms-hung', () => new Promise(() => undefined)),
        channel('sms-crash', () => Promise.reject(new TypeError('password is rahasia'))),
        channel('web-form', undefined, { kind: 'web', tenant: 'badung' }),
        channel('sms-none', undefined, { adapter: undefined }),
      ],
      30,
    );
    expect(trials.map(({ ok, tested }) => [ok, tested])).toEqual([
      [true, true],
      [false, true],
      [false, true],
      [true, false],
      [false, false],
    ]);
    const said = trialLines(trials);
    expect(said).toContain('sms-hung   There was no answer within 0.03 seconds.');
    expect(said).toContain('3 of 5 do not work.');
    expect(said).not.toContain('rahasia');
    expect(trialLines(await tryChannels([good]))).toContain('Nothing is wrong.');
  });
});
