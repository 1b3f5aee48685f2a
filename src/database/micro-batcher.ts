/**
 * Collects what arrives while the last batch is under way and sends it as the next one: no timer,
 * one batch in flight, so an idle gateway answers at once and a busy one in large batches.
 * It neither retries nor splits: `flush` answers every item, in order, with its result or its own error.
 */
export class MicroBatcher<T, R> {
  private waiting: { item: T; resolve: (value: R) => void; reject: (error: unknown) => void }[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly flush: (items: readonly T[]) => Promise<readonly (R | Error)[]>,
    private readonly maxItems: number,
  ) {}

  add(item: T): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing is waiting or in flight. */
  async drain(): Promise<void> {
    await this.running;
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
    this.running = undefined;
  }
}
