/** Names channels that this installation does not use, so that the shipped file need not be changed. */
export const CHANNELS_OFF = 'KENTONGAN_CHANNELS_OFF';

/** `wa-bangli, messenger-*`: ids of channels, `*` standing for any characters. */
export class ChannelsOff {
  private readonly patterns: readonly { written: string; matches: RegExp }[];

  constructor(list: string | undefined) {
    const written = (list ?? '').split(/[\s,]+/).filter((part) => part !== '');
    this.patterns = written.map((part) => {
      const parts = part.split('*').map((text) => text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
      return { written: part, matches: new RegExp(`^${parts.join('.*')}$`) };
    });
  }

  includes(id: unknown): boolean {
    return typeof id === 'string' && this.patterns.some(({ matches }) => matches.test(id));
  }

  /** What of the list is no channel's name: most likely a typing error, which would leave a channel on. */
  strangers(ids: readonly string[]): string[] {
    return this.patterns.filter(({ matches }) => !ids.some((id) => matches.test(id))).map(({ written }) => written);
  }
}
