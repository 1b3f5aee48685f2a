/** Lets at most `most` through at once; the others wait their turn. */
export class Slots {
  private taken = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.taken >= this.most) await new Promise<void>((resolve) => this.queue.push(resolve));
    else this.taken += 1;
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next === undefined) this.taken -= 1;
      else next();
    }
  }
}

/** Spaces calls evenly; without a rate it does not wait. */
export class Pace {
  private nextAt = 0;

  constructor(private readonly perSecond: number | undefined) {}

  async turn(): Promise<void> {
    if (this.perSecond === undefined) return;
    const now = performance.now();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + 1000 / this.perSecond;
    if (at > now) await pause(at - now);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits for the work, and no longer than that; the work's own failure is nobody's here. */
export async function within(work: Promise<unknown>, mostMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, mostMs)));
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
