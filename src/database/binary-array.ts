/**
 * Arrays as PostgreSQL reads them in binary (array_recv in utils/adt/arrayfuncs.c; there is no other
 * description): number of dimensions, a flag for NULLs, the element's type, then for the one dimension its
 * length and lower bound, then each element behind its length. The driver would write bytes as hexadecimal
 * text, twice as long, which both sides then have to convert.
 */

/** Object ids of built-in types; fixed for ever (pg_type.dat). */
const BYTEA = 17;
const TEXT = 25;
const TIMESTAMPTZ = 1184;
const UUID = 2950;
const HEAD_BYTES = 20;
const UUID_BYTES = 16;
const TIMESTAMP_BYTES = 8;
const NULL_LENGTH = -1;
/** PostgreSQL counts microseconds from 2000-01-01 (datatype/timestamp.h). */
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** A parameter for `$n::bytea[]`. */
export function byteaArray(values: readonly (Buffer | null)[]): Buffer {
  let size = HEAD_BYTES;
  let nulls = false;
  for (const value of values) {
    size += 4 + (value?.length ?? 0);
    nulls ||= value === null;
  }
  const array = Buffer.allocUnsafe(size);
  let offset = writeHead(array, BYTEA, values.length, nulls);
  for (const value of values) {
    offset = array.writeInt32BE(value?.length ?? NULL_LENGTH, offset);
    if (value) offset += value.copy(array, offset);
  }
  return array;
}

/** A parameter for `$n::uuid[]`; ids as `newId` makes them. */
export function uuidArray(ids: readonly string[]): Buffer {
  const array = Buffer.allocUnsafe(HEAD_BYTES + ids.length * (4 + UUID_BYTES));
  let offset = writeHead(array, UUID, ids.length, false);
  for (const id of ids) {
    offset = array.writeInt32BE(UUID_BYTES, offset);
    offset += array.write(id.replaceAll('-', ''), offset, 'hex');
  }
  return array;
}

/** A parameter for `$n::text[]`. */
export function textArray(values: readonly (string | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + (value === null ? 0 : Buffer.byteLength(value)), HEAD_BYTES);
  const array = Buffer.allocUnsafe(size);
  let offset = writeHead(array, TEXT, values.length, values.includes(null));
  for (const value of values) {
    const length = value === null ? 0 : array.write(value, offset + 4);
    array.writeInt32BE(value === null ? NULL_LENGTH : length, offset);
    offset += 4 + length;
  }
  return array;
}

/** A parameter for `$n::timestamptz[]`. */
export function timestampArray(values: readonly Date[]): Buffer {
  const array = Buffer.allocUnsafe(HEAD_BYTES + values.length * (4 + TIMESTAMP_BYTES));
  let offset = writeHead(array, TIMESTAMPTZ, values.length, false);
  for (const value of values) {
    offset = array.writeInt32BE(TIMESTAMP_BYTES, offset);
    offset = array.writeBigInt64BE(BigInt(value.getTime() - EPOCH_MS) * 1000n, offset);
  }
  return array;
}

function writeHead(array: Buffer, elementType: number, length: number, nulls: boolean): number {
  array.writeInt32BE(1, 0);
  array.writeInt32BE(nulls ? 1 : 0, 4);
  array.writeInt32BE(elementType, 8);
  array.writeInt32BE(length, 12);
  array.writeInt32BE(1, 16);
  return HEAD_BYTES;
}
