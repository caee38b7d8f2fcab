/** 2 MB: of a million keys, one in five hundred that was never added is taken for one that was. */
const BITS = 2 ** 24;
/** Bits of a key. */
const MARKS = 4;

/** Remembers keys in little room: what it has not seen was never added; what it has seen may have been (a Bloom filter). */
export class SeenKeys {
  readonly #bits = new Uint32Array(BITS / 32);

  add(key: string): void {
    for (const bit of marksOf(key)) this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }

  mayHave(key: string): boolean {
    return marksOf(key).every((bit) => ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0);
  }
}

/** Where the bits of a key are: from two sums of its characters (FNV-1a), in equal steps. */
function marksOf(key: string): number[] {
  let [first, step] = [0x811c9dc5, 0x1000193];
  for (let at = 0; at < key.length; at += 1) {
    const character = key.charCodeAt(at);
    first = Math.imul(first ^ character, 0x01000193);
    step = Math.imul(step + character, 0x85ebca6b) ^ (step >>> 13);
  }
  return Array.from({ length: MARKS }, (_, mark) => ((first + mark * (step | 1)) >>> 0) % BITS);
}
