import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const PREFIX = 'kentongan_';

export interface MetricOptions<L extends string> {
  /** In snake case with its unit, without the prefix `kentongan_`; counters end in `_total`. */
  name: string;
  help: string;
  labelNames?: readonly L[];
}

/**
 * The process's metrics; features contribute theirs. Asking for a name again gives the same metric.
 * Labels are ids of channels, tenants, queues, kinds: few values, and never a person.
 */
export class MetricsRegistry {
  private readonly registry = new Registry();

  constructor(options: { processMetrics: boolean }) {
    if (options.processMetrics) collectDefaultMetrics({ register: this.registry, prefix: PREFIX });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  counter<L extends string = never>(options: MetricOptions<L>): Counter<L> {
    return this.once(options, Counter<L>, () => new Counter<L>(this.configuration(options)));
  }

  /** `collect` runs at each scrape: for figures that are read rather than counted, such as a queue's depth. */
  gauge<L extends string = never>(
    options: MetricOptions<L> & { collect?: (gauge: Gauge<L>) => void | Promise<void> },
  ): Gauge<L> {
    const { collect } = options;
    return this.once(options, Gauge<L>, () => {
      const gauge: Gauge<L> = new Gauge<L>({
        ...this.configuration(options),
        collect: collect && (() => collect(gauge)),
      });
      return gauge;
    });
  }

  /** Buckets in the metric's unit; seconds by convention. */
  histogram<L extends string = never>(options: MetricOptions<L> & { buckets?: number[] }): Histogram<L> {
    return this.once(
      options,
      Histogram<L>,
      () => new Histogram<L>({ ...this.configuration(options), ...(options.buckets && { buckets: options.buckets }) }),
    );
  }

  /** The text that Prometheus scrapes. */
  async render(): Promise<string> {
    return await this.registry.metrics();
  }

  private configuration<L extends string>({ name, help, labelNames = [] }: MetricOptions<L>) {
    return { name: PREFIX + name, help, labelNames: [...labelNames], registers: [this.registry] };
  }

  private once<M>({ name }: { name: string }, kind: new (...args: never[]) => M, create: () => M): M {
    const known: unknown = this.registry.getSingleMetric(PREFIX + name);
    if (known === undefined) return create();
    if (!(known instanceof kind)) throw new Error(`metric ${name} exists already as another kind`);
    return known;
  }
}
