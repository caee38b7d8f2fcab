import type { BookWriter } from "./book-writer";
import { dictOf, type PdfValue, Ref, written } from "./values";

/** Entries of a leaf, and branches of a node: what a viewer reads to find one. */
const LEAF_ENTRIES = 64;
const NODE_KIDS = 64;

interface Branch {
  ref: Ref;
  first: string;
  last: string;
}

/** A tree of numbers or names. Keys must come in order. */
export class TreeWriter {
  readonly #book: BookWriter;
  readonly #kind: "Nums" | "Names";
  #entries: PdfValue[] = [];
  #leaves: Branch[] = [];

  constructor(book: BookWriter, kind: "Nums" | "Names") {
    this.#book = book;
    this.#kind = kind;
  }

  add(key: string, value: PdfValue): void {
    this.#entries.push(key, value);
    if (this.#entries.length === 2 * LEAF_ENTRIES) this.#endLeaf();
  }

  /** @returns its root; undefined where it has no entries */
  finish(): Ref | undefined {
    this.#endLeaf();
    let branches = this.#leaves;
    if (branches.length === 0) return undefined;
    while (branches.length > NODE_KIDS) {
      branches = chunks(branches, NODE_KIDS).map((kids) => {
        const { first, last } = limits(kids);
        const node = dictOf({ Kids: kids.map(({ ref }) => ref), Limits: [first, last] });
        return { ref: this.#book.add(node), first, last };
      });
    }
    return this.#book.add(dictOf({ Kids: branches.map(({ ref }) => ref) }));
  }

  #endLeaf(): void {
    const entries = this.#entries;
    if (entries.length === 0) return;
    this.#entries = [];
    const [first, last] = [entries[0], entries.at(-2)].map((key) => written(key as PdfValue)) as [string, string];
    const leaf = dictOf({ Limits: [first, last], [this.#kind]: entries });
    this.#leaves.push({ ref: this.#book.add(leaf), first, last });
  }
}

/** The tree of pages. */
export class PageTreeWriter {
  readonly #book: BookWriter;
  #leaves: { ref: Ref; kids: Ref[]; count: number }[] = [];
  #count = 0;

  constructor(book: BookWriter) {
    this.#book = book;
  }

  get pages(): number {
    return this.#count;
  }

  /** Adds a page. @returns the node that it must name as its parent */
  add(page: Ref): Ref {
    let leaf = this.#leaves.at(-1);
    if (!leaf || leaf.count === NODE_KIDS) {
      leaf = { ref: new Ref(this.#book.reserve()), kids: [], count: 0 };
      this.#leaves.push(leaf);
    }
    leaf.kids.push(page);
    leaf.count += 1;
    this.#count += 1;
    return leaf.ref;
  }

  /** @returns its root */
  finish(): Ref {
    let nodes = this.#leaves;
    while (nodes.length > 1) {
      nodes = chunks(nodes, NODE_KIDS).map((kids) => {
        const node = { ref: new Ref(this.#book.reserve()), kids: kids.map(({ ref }) => ref), count: 0 };
        for (const kid of kids) {
          node.count += kid.count;
          this.#put(kid, node.ref);
        }
        return node;
      });
    }
    const root = nodes[0] as { ref: Ref; kids: Ref[]; count: number };
    this.#put(root, undefined);
    return root.ref;
  }

  #put({ ref, kids, count }: { ref: Ref; kids: Ref[]; count: number }, parent: Ref | undefined): void {
    this.#book.put(ref.number, dictOf({ Type: "/Pages", Count: count, Kids: kids, Parent: parent }));
  }
}

function limits(branches: readonly Branch[]): { first: string; last: string } {
  return { first: branches[0]?.first ?? "", last: branches.at(-1)?.last ?? "" };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const all: T[][] = [];
  for (let start = 0; start < items.length; start += size) all.push(items.slice(start, start + size));
  return all;
}
