import { UnexpectedStructure } from "../properties/structure";
import type { SourceFile } from "./source-file";
import { isDict, type PdfDict, type PdfValue, Ref } from "./values";

const MAX_DEPTH = 50;
/** What a page has from the nodes above it where it does not say it itself. */
const INHERITED = ["Resources", "MediaBox", "CropBox", "Rotate"] as const;

/** A page with all that it inherits. */
export interface SourcePage {
  ref: Ref;
  entries: PdfDict;
}

/** The edges of a page in points. */
export interface Box {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/** The pages of a document, in order. @throws UnexpectedStructure where there are none, or odd ones */
export function pagesOf(file: SourceFile): SourcePage[] {
  const pages: SourcePage[] = [];
  const seen = new Set<number>();
  const walk = (ref: PdfValue | undefined, above: PdfDict, depth: number): void => {
    const node = file.dict(ref);
    if (!(ref instanceof Ref) || !node || depth > MAX_DEPTH || seen.has(ref.number)) {
      throw new UnexpectedStructure("its tree of pages is not as expected");
    }
    seen.add(ref.number);
    const entries: PdfDict = new Map(node);
    for (const key of INHERITED) {
      const value = node.get(key) ?? above.get(key);
      if (value !== undefined) entries.set(key, value);
    }
    if (node.get("Type") === "/Page") pages.push({ ref, entries });
    else for (const kid of file.array(node.get("Kids"))) walk(kid, entries, depth + 1);
  };
  walk(file.catalog.get("Pages"), new Map(), 0);
  if (pages.length === 0) throw new UnexpectedStructure("it has no pages");
  return pages;
}

/** What a viewer shows of a page. */
export function boxOf(file: SourceFile, page: SourcePage): Box {
  const box = file.array(page.entries.get("CropBox") ?? page.entries.get("MediaBox")).map(Number);
  const [left, bottom, right, top] = box;
  if (
    left === undefined ||
    bottom === undefined ||
    right === undefined ||
    top === undefined ||
    box.some(Number.isNaN)
  ) {
    throw new UnexpectedStructure("a page of it has no size");
  }
  return {
    left: Math.min(left, right),
    right: Math.max(left, right),
    bottom: Math.min(bottom, top),
    top: Math.max(bottom, top),
  };
}

/** The places of a document that links may name, by name (`/x`) or text (`(x)`) as it is written. */
export function destinationsOf(file: SourceFile): Map<string, PdfValue> {
  const { catalog } = file;
  const destinations = new Map<string, PdfValue>();
  for (const [name, value] of file.dict(catalog.get("Dests")) ?? []) destinations.set(`/${name}`, value);
  const names = file.dict(catalog.get("Names"));
  for (const [key, value] of file.treeEntries(names?.get("Dests"))) destinations.set(key, value);
  return destinations;
}

/** Streams of a page's content, as references. */
export function contentsOf(file: SourceFile, { entries }: SourcePage): PdfValue[] {
  const contents = entries.get("Contents");
  if (contents === undefined) return [];
  const resolved = file.resolve(contents);
  if (Array.isArray(resolved)) return resolved;
  if (!isDict(resolved)) throw new UnexpectedStructure("a page of it has no content");
  return [contents];
}
