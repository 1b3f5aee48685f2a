import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../messaging/errors.js';

export interface HealthResult {
  ok: boolean;
  /** For an administrator; ids and codes only. */
  detail?: string;
}

export type HealthCheck = () => Promise<HealthResult> | HealthResult;

export interface HealthReport {
  ok: boolean;
  checks: Record<string, HealthResult>;
}

const DEFAULT_TIMEOUT_MS = 2_000;

/**
 * Whether this process takes work: it has said so, and each contributed check agrees. It judges
 * nothing itself and remembers nothing between two questions.
 */
export class HealthRegistry {
  private readonly checks = new Map<string, { check: HealthCheck; timeoutMs: number }>();
  private phase: HealthResult = { ok: false, detail: 'starting' };

  /** @throws Error if the name is taken. @returns the way to remove it again. */
  register(name: string, check: HealthCheck, timeoutMs = DEFAULT_TIMEOUT_MS): () => void {
    if (name === 'process' || this.checks.has(name)) throw new Error(`health check ${name} is registered already`);
    this.checks.set(name, { check, timeoutMs });
    return () => void this.checks.delete(name);
  }

  /** To be called once everything that takes work has started. */
  markReady(): void {
    this.phase = { ok: true };
  }

  /** To be called first at shutdown: load balancers stop sending while we drain. */
  markStopping(): void {
    this.phase = { ok: false, detail: 'stopping' };
  }

  async evaluate(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, { check, timeoutMs }]) => [name, await ask(check, timeoutMs)] as const),
    );
    const checks: Record<string, HealthResult> = { process: this.phase, ...Object.fromEntries(results) };
    return { ok: Object.values(checks).every(({ ok }) => ok), checks };
  }
}

async function ask(check: HealthCheck, timeoutMs: number): Promise<HealthResult> {
  const abort = new AbortController();
  try {
    return await Promise.race([
      (async () => await check())(),
      sleep(timeoutMs, { ok: false, detail: `no answer within ${timeoutMs} ms` }, { signal: abort.signal, ref: false }),
    ]);
  } catch (error) {
    return { ok: false, detail: errorCode(error) };
  } finally {
    abort.abort();
  }
}
