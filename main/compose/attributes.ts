import { strip } from "./assets";
import type { Cleaning } from "./clean";
import { mayRefer, rewriteCss } from "./css";
import { type Attribute, type Element, ESCAPED_LESS_THAN, isHtmlElement } from "./html";
import { DROPPED_ATTRIBUTES, LINK_SCHEMES } from "./vocabulary";

/** What an attribute's value is, as far as loading goes. */
type Kind = "plain" | "drop" | "handler" | "css" | "image" | "image-set" | "link" | "fragment" | "script";

/** Goes through the attributes of an element: drops what must not be, rewrites what names files. */
export function cleanAttributes(element: Element, cleaning: Cleaning): void {
  if (element.attrs.length === 0) return;
  element.attrs = element.attrs.filter((attr) => isKept(element, attr, cleaning));
  for (const attr of element.attrs) {
    if (attr.value.includes("<")) attr.value = attr.value.replaceAll("<", ESCAPED_LESS_THAN);
  }
}

function isKept(element: Element, attr: Attribute, cleaning: Cleaning): boolean {
  // A parser takes almost anything for a name; written again, "<" or "=" in one would read differently.
  if (/[\s<>"'/=]/.test(attr.name)) return false;
  switch (kindOf(element, attr)) {
    case "plain":
      return true;
    case "drop":
      return false;
    case "handler":
      cleaning.hasScripts ||= cleaning.allowScripts;
      return cleaning.allowScripts;
    case "script":
    case "image":
      return rewriteReference(element, attr, cleaning);
    case "image-set":
      return rewriteSourceSet(element, attr, cleaning);
    case "css":
      return rewriteStyle(attr, cleaning);
    case "link":
      return leadsSomewhere(attr.value, cleaning);
    case "fragment":
      return keepsFragment(attr.value, cleaning);
  }
}

function kindOf(element: Element, { name, value }: Attribute): Kind {
  const lower = name.toLowerCase();
  if (lower.startsWith("on")) return "handler";
  if (DROPPED_ATTRIBUTES.has(lower)) return "drop";
  const tag = element.tagName.toLowerCase();
  switch (lower) {
    case "style":
      return "css";
    case "src":
      if (tag === "img" || tag === "input") return "image";
      return tag === "script" ? "script" : "drop";
    case "srcset":
      return tag === "img" || tag === "source" ? "image-set" : "drop";
    case "poster":
    case "background":
      return "image";
    case "href":
      if (tag === "a" || tag === "area") return "link";
      return tag === "image" || tag === "feimage" ? "image" : tag === "script" ? "script" : "fragment";
    case "data":
    case "action":
    case "formaction":
      return "drop";
    default:
      // Presentation attributes of SVG such as `fill="url(#a)"`.
      return !isHtmlElement(element) && mayRefer(value) ? "css" : "plain";
  }
}

/** Waits for the disk and then writes the address into the attribute, or takes the attribute away. */
function rewriteReference(element: Element, attr: Attribute, { assets, pending }: Cleaning): boolean {
  if (strip(attr.value) === "") return false;
  if (assets.isSelfContained(attr.value)) return true;
  const written = attr.value;
  pending.push(
    assets.resolve(written).then((found) => {
      if (found.kind === "file") attr.value = found.url;
      else element.attrs = element.attrs.filter((other) => other !== attr);
    }),
  );
  return true;
}

/** `a.png 1x, b.png 2x`: candidates that are not found are left out. */
function rewriteSourceSet(element: Element, attr: Attribute, { assets, pending }: Cleaning): boolean {
  const candidates = [
    ...attr.value.matchAll(/[\s,]*([^\s,]\S*[^\s,]|[^\s,])(?:\s+([^,(]*(?:\([^)]*\))?[^,]*))?(?:,|$)/g),
  ];
  pending.push(
    Promise.all(
      candidates.map(async ([, reference = "", descriptor = ""]) => {
        const found = await assets.resolve(reference);
        if (found.kind === "none") return [];
        return [`${found.kind === "file" ? assets.unshared(found.url) : reference} ${descriptor}`.trim()];
      }),
    ).then((sources) => {
      attr.value = sources.flat().join(", ").replaceAll("<", ESCAPED_LESS_THAN);
      if (attr.value === "") element.attrs = element.attrs.filter((other) => other !== attr);
    }),
  );
  return true;
}

function rewriteStyle(attr: Attribute, cleaning: Cleaning): boolean {
  if (!mayRefer(attr.value)) return true;
  cleaning.pending.push(
    rewriteCss(attr.value, cleaning.assets).then((css) => {
      attr.value = css.replaceAll("<", ESCAPED_LESS_THAN);
    }),
  );
  return true;
}

/** Links become links of the PDF: only those that mean something there. */
function leadsSomewhere(reference: string, { fragments }: Cleaning): boolean {
  const text = strip(reference);
  if (text.startsWith("#")) {
    fragments?.add(text.slice(1));
    return true;
  }
  try {
    return LINK_SCHEMES.has(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** What SVG refers to inside the document (`use`, gradients, paths). Other documents are not loaded. */
function keepsFragment(reference: string, { warnings }: Cleaning): boolean {
  const text = strip(reference);
  if (text === "" || text.startsWith("#")) return true;
  warnings.add(
    "asset-blocked",
    `"${text.slice(0, 120)}" was left out: only parts of the same document can be used here.`,
    reference,
  );
  return false;
}
