import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import { storageError, type ObjectStorage } from './object-storage.js';

/** Objects as files below one directory. */
export class DiskStorage implements ObjectStorage {
  private readonly disk: Disk;

  constructor(private readonly directory: string) {
    this.disk = new Disk(new FSDriver({ location: directory, visibility: 'private' }));
  }

  async put(key: string, bytes: Buffer): Promise<void> {
    try {
      await this.disk.put(key, bytes);
      const file = join(this.directory, key);
      await syncToDisk(file);
      // The name stands in the directory, which may be new itself.
      await syncToDisk(dirname(file));
      await syncToDisk(this.directory);
    } catch (error) {
      throw storageError(error);
    }
  }

  async get(key: string): Promise<Buffer> {
    try {
      return Buffer.from(await this.disk.getBytes(key));
    } catch (error) {
      throw storageError(error);
    }
  }

  async remove(key: string): Promise<void> {
    try {
      await this.disk.delete(key);
    } catch (error) {
      throw storageError(error);
    }
  }
}

/** A file that a message's commit refers to must be as durable as the commit. */
async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
