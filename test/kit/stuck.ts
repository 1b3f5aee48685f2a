import type { World } from './world.js';

/** A complaint that opens a ticket. */
export const CHATTY = 'TANAHBUMBU jalan berlubang di depan pasar Batulicin';

/** Takes in an SMS that ended as failed, as the pipeline leaves one that it gave up. @returns its id */
export async function failOnce(world: World, text: string, from?: string): Promise<string> {
  const id = await world.receive(text, from);
  world.bell.take('inbound');
  await world.sql(
    `UPDATE inbound_message SET state = 'failed', outcome = 'failed', reason = 'test-failure', attempts = 5, processed_at = now() WHERE id = $1`,
    [id],
  );
  return id;
}
