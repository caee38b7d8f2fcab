import { UnexpectedStructure } from "../properties/structure";
import type { BookWriter } from "./book-writer";
import type { Copier } from "./copier";
import type { SourceFile } from "./source-file";
import { TreeWriter } from "./trees";
import { dictOf, integerOf, isDict, type PdfDict, type PdfValue, Ref } from "./values";

/**
 * The tags of the book: those of the documents, one behind the other, below one element for the book. Keys and ids are told
 * apart by {@link Copier}.
 */
export class StructureWriter {
  readonly #book: BookWriter;
  readonly #root: Ref;
  readonly #bookElement: Ref;
  readonly #parentTree: TreeWriter;
  readonly #idTree: TreeWriter;
  readonly #roles: PdfDict = new Map();
  readonly #namespaces = new Map<number, Ref>();
  readonly #kids: PdfValue[] = [];
  /** The next free key of the tree from content to structure. */
  nextKey = 0;

  constructor(book: BookWriter) {
    this.#book = book;
    this.#root = new Ref(book.reserve());
    this.#bookElement = new Ref(book.reserve());
    this.#parentTree = new TreeWriter(book, "Nums");
    this.#idTree = new TreeWriter(book, "Names");
  }

  /**
   * Adds the tags of a document, whose pages have their numbers already. What they refer to is copied by the copier's
   * `finish`, as is the answer: to be called after it.
   * @param said what the element of a document says of it
   */
  add(
    file: SourceFile,
    copier: Copier,
    said: { title: string; language: PdfValue | undefined },
  ): (() => void) | undefined {
    const rootRef = file.catalog.get("StructTreeRoot");
    const root = file.dict(rootRef);
    if (!root) return undefined;
    if (root.has("ClassMap")) throw new UnexpectedStructure("its tags have classes");
    // The elements at the top name it as their parent.
    if (rootRef instanceof Ref) copier.replace(rootRef, this.#bookElement);
    this.#mergeRoles(file.dict(root.get("RoleMap")));
    for (const namespace of file.array(root.get("Namespaces"))) this.#shareNamespace(namespace, copier);
    const kids = root.get("K");
    for (const kid of kids instanceof Ref || isDict(kids) ? [kids] : file.array(kids)) {
      this.#addElement(kid, file, copier, said);
    }
    const entries = [...file.treeEntries(root.get("ParentTree"))].map(
      ([key, value]) => [integerOf(key), value] as const,
    );
    let nextKey = integerOf(root.get("ParentTreeNextKey")) ?? 0;
    for (const [key = 0, value] of entries.sort(([one = 0], [other = 0]) => one - other)) {
      this.#parentTree.add(String(this.nextKey + key), copier.own(value));
      nextKey = Math.max(nextKey, key + 1);
    }
    this.nextKey += nextKey;
    return () => {
      for (const [key, value] of file.treeEntries(root.get("IDTree"))) {
        const element = copier.copied(value);
        if (element) this.#idTree.add(copier.id(key), element);
      }
    };
  }

  /** @returns the root of the tags; undefined where no document has any */
  finish(): Ref | undefined {
    if (this.#kids.length === 0) return undefined;
    const element = { Type: "/StructElem", S: "/Document", P: this.#root, K: this.#kids };
    this.#book.put(this.#bookElement.number, dictOf(element));
    const root = dictOf({
      Type: "/StructTreeRoot",
      K: [this.#bookElement],
      ParentTree: this.#parentTree.finish(),
      ParentTreeNextKey: this.nextKey,
      IDTree: this.#idTree.finish(),
      RoleMap: this.#roles.size > 0 ? this.#roles : undefined,
      Namespaces: this.#namespaces.size > 0 ? [...this.#namespaces.values()] : undefined,
    });
    this.#book.put(this.#root.number, root);
    return this.#root;
  }

  /** An element at the top of a document's tags. */
  #addElement(
    kid: PdfValue,
    file: SourceFile,
    copier: Copier,
    { title, language }: { title: string; language: PdfValue | undefined },
  ): void {
    const element = file.dict(kid);
    if (element?.get("Type") !== "/StructElem") throw new UnexpectedStructure("its tags are not as expected");
    const ref = new Ref(this.#book.reserve());
    if (kid instanceof Ref) copier.replace(kid, ref);
    const copy = copier.own(element) as PdfDict;
    if (!copy.has("T")) copy.set("T", title);
    if (!copy.has("Lang") && language !== undefined) copy.set("Lang", language);
    this.#book.put(ref.number, copy);
    this.#kids.push(ref);
  }

  #mergeRoles(roles: PdfDict | undefined): void {
    for (const [name, role] of roles ?? []) {
      const known = this.#roles.get(name) ?? role;
      if (known !== role) throw new UnexpectedStructure(`its tag ${name} means something else than in other documents`);
      this.#roles.set(name, role);
    }
  }

  #shareNamespace(namespace: PdfValue, copier: Copier): void {
    const shared = copier.share(namespace);
    if (shared instanceof Ref) this.#namespaces.set(shared.number, shared);
  }
}
