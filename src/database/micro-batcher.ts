/**
 * Collects what arrives while the last batch is under way and sends it as the next one: no timer, so an
 * idle gateway answers at once and a busy one in large batches. It neither retries nor splits: `flush`
 * answers every item, in order, with its result or its own error.
 */
export class MicroBatcher<T, R> {
  private waiting: { item: T; resolve: (value: R) => void; reject: (error: unknown) => void }[] = [];
  private readonly running = new Set<Promise<void>>();
  private active = 0;

  /**
   * @param maxItems of one batch
   * @param lanes batches that may be under way at once; with more than one, `flush` sees to their order
   */
  constructor(
    private readonly flush: (items: readonly T[]) => Promise<readonly (R | Error)[]>,
    private readonly maxItems: number,
    private readonly lanes = 1,
  ) {}

  add(item: T): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      // A lane that has not begun yet takes this item too.
      if (this.active < this.lanes && this.waiting.length === 1) this.open();
    });
  }

  /** Resolves when nothing is waiting or in flight. */
  async drain(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private open(): void {
    this.active += 1;
    const lane = this.run().finally(() => this.running.delete(lane));
    this.running.add(lane);
  }

  private async run(): Promise<void> {
    // Let the requests of this turn of the event loop into the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.maxItems);
      try {
        const results = await this.flush(batch.map((entry) => entry.item));
        batch.forEach((entry, index) => {
          const result = results[index];
          if (result instanceof Error) entry.reject(result);
          else entry.resolve(result as R);
        });
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    // In the same turn as the look: an item between the two would wait for the next one.
    this.active -= 1;
  }
}
