import { parentPort, workerData } from 'node:worker_threads';
import { KeyRing } from '../contacts/key-ring.js';
import { Vault } from '../contacts/vault.js';
import { Database } from '../database/database.js';
import { BatchWriter } from './batch-writer.js';
import { unpackBatch, type FromWriter, type ToWriter } from './thread-protocol.js';
import type { WriterThreadData } from './open-writer-thread.js';

/** The thread's entry: a connection of its own, on which batches are written in the order in which they came. */
function serve(): void {
  const port = parentPort;
  if (!port) throw new Error('this file is the entry of a thread');
  const { databaseUrl, keysFile, ringAfterSeconds } = workerData as WriterThreadData;
  // One connection: pipelined statements are carried out in the order of their sending.
  const database = Database.connect(databaseUrl, 1);
  const writer = new BatchWriter(database, new Vault(KeyRing.open(keysFile)), ringAfterSeconds);
  port.on('message', (message: ToWriter) => {
    if ('close' in message) {
      void database.close().then(() => port.close());
      return;
    }
    const { batch, rows } = message;
    void writer.write(unpackBatch(rows)).then((written) => {
      port.postMessage({ batch, written } satisfies FromWriter);
    });
  });
}

serve();
