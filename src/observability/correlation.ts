import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<string>();

/**
 * Runs `work` so that everything logged within it, however deep, carries this id. Take the id of the
 * row or job at hand: ids only, never something that names a person.
 */
export function withCorrelation<T>(id: string, work: () => T): T {
  return storage.run(id, work);
}

export function correlationId(): string | undefined {
  return storage.getStore();
}
