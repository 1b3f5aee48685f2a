/** Values of a signature, and how many of them make up a band. */
const VALUES = 72;
const ROWS = 3;
export const BANDS = VALUES / ROWS;
/** Texts of fewer words are like everything, and so like nothing. */
export const FEWEST_WORDS = 3;

const WEEK_MS = 7 * 86_400_000;
const GOLDEN = 0x9e3779b9;

/**
 * A MinHash signature (Broder 1997): the share of places at which two of them agree is how much of their words two texts
 * share (Jaccard). Undefined for texts too short to be compared.
 * @param hash a keyed hash, 32 bytes: without the key a signature can be compared with guessed words no more than read
 */
export function signatureOf(words: ReadonlySet<string>, hash: (word: string) => Buffer): Uint32Array | undefined {
  if (words.size < FEWEST_WORDS) return undefined;
  const least = new Uint32Array(VALUES).fill(0xffffffff);
  for (const word of words) {
    const digest = hash(word);
    for (let place = 0; place < VALUES; place += 1) {
      // Eight parts of the digest are independent as they come; the others are made of them.
      const value = mixed(digest.readUInt32LE((place % 8) * 4) ^ Math.imul(place + 1, GOLDEN));
      if (value < (least[place] ?? 0)) least[place] = value;
    }
  }
  return least;
}

/** The week of a moment, by which bands are kept apart: a look-up of some weeks never reads the years before. */
export function weekOf(at: Date): number {
  return Math.floor(at.getTime() / WEEK_MS);
}

/**
 * Locality-sensitive keys: texts that have one in common are worth comparing. With bands of three a pair that shares half
 * of its words has one with 96 %, one that shares an eighth with 5 %. Signed 32-bit, as PostgreSQL's integer.
 */
export function bandsOf(signature: Uint32Array, week: number): number[] {
  return Array.from({ length: BANDS }, (_, band) => {
    let key = mixed(Math.imul(week, GOLDEN) ^ band);
    for (let row = 0; row < ROWS; row += 1) key = mixed(key ^ (signature[band * ROWS + row] ?? 0)) + Math.imul(row + 1, GOLDEN);
    return key | 0;
  });
} // prettier-ignore

/** MurmurHash3's finalizer (Appleby, public domain): every bit of the input changes half of the output's. */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
