import { MessageLog } from '../../../src/sandbox/message-log.js';

const message = (number: number, citizen = '+6281100000001'): Parameters<MessageLog['add']>[0] => ({
  id: `m${number}`,
  provider: 'twilio',
  direction: number % 2 === 0 ? 'in' : 'out',
  citizen,
  ours: '1708',
  text: String(number),
  at: number,
  state: 'sent',
});

describe('what the stand-ins remember', () => {
  it('forgets the oldest first, and goes on counting', () => {
    const log = new MessageLog(100);
    for (let number = 0; number < 1000; number += 1) log.add(message(number, `+62811000000${number % 7}`));
    expect(log.counts()).toEqual({ in: 500, out: 500 });
    expect(log.all().length).toBeLessThanOrEqual(110);
    expect(log.all().at(-1)?.text).toBe('999');
    expect(log.get('m0')).toBeUndefined();
    const kept = [0, 1, 2, 3, 4, 5, 6].flatMap((last) => log.ofCitizen(`+62811000000${last}`).map(({ id }) => id));
    expect(kept.sort()).toEqual(
      log
        .all()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('does not count what the provider itself said', () => {
    const log = new MessageLog();
    log.add({ ...message(1), automatic: true });
    expect(log.counts()).toEqual({ in: 0, out: 0 });
  });
});
