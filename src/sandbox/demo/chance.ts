import { randomFillSync } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { v7 } from 'uuid';

/** Repeatable chance: the same seed gives the same regency. */
export class Chance {
  private readonly generator: RandomGenerator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return uniformInt(this.generator, from, to);
  }

  /** From 0 up to, and without, 1. */
  share(): number {
    return this.whole(0, 0xff_ffff) / 0x100_0000;
  }

  /** Whether something of that probability happens. */
  happens(probability: number): boolean {
    return this.share() < probability;
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined) throw new RangeError('there is nothing to pick from');
    return item;
  }

  /** One of the items, each as often as its weight says. */
  weighted<T>(items: readonly (readonly [T, number])[]): T {
    const total = items.reduce((sum, [, weight]) => sum + weight, 0);
    let left = this.share() * total;
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return this.pick(items)[0];
  }

  /** Milliseconds, long-tailed as waiting times of offices are: half of them below `median`, one in twenty above 5 times. */
  wait(median: number): number {
    // Box and Muller; a spread of one makes e^1.64, about 5, the 95th percentile.
    const normal = Math.sqrt(-2 * Math.log(1 - this.share())) * Math.cos(2 * Math.PI * this.share());
    return Math.max(1_000, Math.round(median * Math.exp(normal)));
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; at += 1) bytes[at] = this.whole(0, 255);
    return bytes;
  }

  /**
   * A UUIDv7 of that moment: rows sort as if they had been written then. Its end is truly random, since the same
   * regency may be filled up again.
   */
  id(at: Date): string {
    return v7({ msecs: at.getTime(), random: randomFillSync(this.bytes(16), 12) });
  }
}
