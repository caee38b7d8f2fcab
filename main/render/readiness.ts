import { basename } from "node:path";
import { PdfPromptError } from "../../shared/errors";
import type { ComposedDocument, Noticed, Readiness } from "../../shared/stages";
import type { RequestsUnderWay } from "./requests-under-way";
import { STILL_ANIMATIONS } from "./still-pictures";

/** What a document is waited for, in the order of the waiting, as messages say it. */
export const WAITING = {
  window: "its window to open",
  load: "the document to load",
  signal: "the page's own signal (window.pdfReady or data-pdf-ready)",
  fonts: "its fonts",
  images: "its images",
  print: "Chromium to print it",
} as const;
export type Waiting = (typeof WAITING)[keyof typeof WAITING];

/** Answer of the debugger to `Runtime.evaluate`. */
export interface Evaluated {
  result?: { value?: unknown };
  exceptionDetails?: { text: string; exception?: { description?: string; value?: unknown } };
}

/** A page that is asked: in a world of our own, which its scripts do not see, or in their world. */
export interface AskedPage {
  evaluate(expression: string, world: "own" | "page"): Promise<Evaluated>;
}

/** A page that is asked while it loads. */
export interface LoadingPage extends AskedPage {
  requests: Pick<RequestsUnderWay, "isNone" | "untilNone">;
}

/** The promise of the page. It may be anything at all: only that it came to an end is used. */
const PROMISE_SCRIPT = "(async () => { await window.pdfReady; })()";

const ATTRIBUTE_SCRIPT = `(() => {
  const isReady = () => {
    const value = document.documentElement?.getAttribute("data-pdf-ready") ?? "";
    return value === "" || value === "true";
  };
  if (isReady()) return;
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isReady()) return;
      observer.disconnect();
      resolve();
    });
    const attributeFilter = ["data-pdf-ready"];
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter });
  });
})()`;

/** An image that has come to its end without a size is broken. Without an address it was never asked for. */
const BROKEN_IMAGES = `(images) => images
  .filter((image) => image.complete && image.naturalWidth === 0 && image.naturalHeight === 0 && image.currentSrc)
  .slice(0, 20)
  .map((image) => image.currentSrc.slice(0, 300))`;

/**
 * Waits for all fonts that the layout asks for. The layout is forced first, since fonts are requested by layout; images
 * that would load when scrolled to are told to load now.
 */
const FONTS_SCRIPT = `(async () => {
  const start = performance.now();${STILL_ANIMATIONS}
  const images = [...document.images];
  for (const image of images) image.loading = "eager";
  document.documentElement?.getBoundingClientRect();
  await document.fonts.ready;
  const fonts = [];
  for (const face of document.fonts) if (face.status === "error") fonts.push(face.family.slice(0, 100));
  const isComplete = images.every((image) => image.complete);
  const broken = isComplete ? (${BROKEN_IMAGES})(images) : [];
  return { ms: performance.now() - start, fonts: fonts.slice(0, 20), isComplete, images: broken };
})()`;

/**
 * Waits until every image has loaded or is known to be broken. Printing decodes what it draws: `decode()` would wait
 * for a frame, which a window that is not painted is slow to produce.
 */
const IMAGES_SCRIPT = `(async () => {
  const start = performance.now();
  const images = [...document.images];
  await Promise.all(images.map((image) => image.complete || new Promise((resolve) => {
    image.addEventListener("load", resolve, { once: true });
    image.addEventListener("error", resolve, { once: true });
  })));
  return { ms: performance.now() - start, images: (${BROKEN_IMAGES})(images) };
})()`;

interface FontsAnswer {
  ms: number;
  fonts: string[];
  isComplete: boolean;
  images: string[];
}
type ImagesAnswer = Pick<FontsAnswer, "ms" | "images">;

/**
 * Waits for a loaded document: for the page's own signal where its scripts run, then for fonts and images, wherever they
 * are named. Nothing sleeps, and there is no deadline here: who owns the window ends it.
 * @param onWaiting told what is waited for, each time that changes
 * @throws PdfPromptError `template-failed` when the page's promise is rejected
 */
export async function untilReady(
  page: LoadingPage,
  document: ComposedDocument,
  onWaiting: (waiting: Waiting) => void,
): Promise<{ readiness: Readiness; noticed: Noticed[] }> {
  let signalMs = 0;
  if (document.scripts) {
    onWaiting(WAITING.signal);
    signalMs = await untilSignalled(page);
  }
  let { fonts, images } = await untilLoaded(page, onWaiting);
  let [fontsMs, imagesMs] = [fonts.ms, images.ms];
  // Style sheets and SVG name images that are in no list of the page; and what has come may make it ask for more. A print
  // waits for them, too, but would not say that it is they that take the time, and its deadline would blame Chromium.
  while (!page.requests.isNone) {
    onWaiting(WAITING.images);
    const startedAt = performance.now();
    await page.requests.untilNone();
    imagesMs += performance.now() - startedAt;
    ({ fonts, images } = await untilLoaded(page, onWaiting));
    fontsMs += fonts.ms;
    imagesMs += images.ms;
  }
  return {
    readiness: { signalMs, fontsMs, imagesMs },
    noticed: [
      ...images.images.map((address) => brokenImage(address, document)),
      ...[...new Set(fonts.fonts)].map(brokenFont),
    ],
  };
}

/** The readiness of a document that has nothing to wait for. */
export function readyAtOnce(): Awaited<ReturnType<typeof untilReady>> {
  return { readiness: { signalMs: 0, fontsMs: 0, imagesMs: 0 }, noticed: [] };
}

/** Waits for fonts and for the images that are elements of the page. */
async function untilLoaded(page: AskedPage, onWaiting: (waiting: Waiting) => void) {
  onWaiting(WAITING.fonts);
  const fonts = await ask<FontsAnswer>(page, FONTS_SCRIPT);
  if (fonts.isComplete) return { fonts, images: { ms: 0, images: fonts.images } };
  onWaiting(WAITING.images);
  return { fonts, images: await ask<ImagesAnswer>(page, IMAGES_SCRIPT) };
}

async function untilSignalled(page: AskedPage): Promise<number> {
  const startedAt = performance.now();
  const { exceptionDetails } = await page.evaluate(PROMISE_SCRIPT, "page");
  if (exceptionDetails) {
    throw new PdfPromptError(
      "template-failed",
      `The page's own promise window.pdfReady was rejected: ${reasonOf(exceptionDetails)}. ` +
        "The page says that it is not complete, so it was not printed.",
    );
  }
  await ask<undefined>(page, ATTRIBUTE_SCRIPT);
  return performance.now() - startedAt;
}

/** First line of what the page threw; it may be anything. */
function reasonOf({ text, exception }: NonNullable<Evaluated["exceptionDetails"]>): string {
  const thrown = exception?.description ?? (exception?.value === undefined ? text : String(exception.value));
  return thrown.split("\n", 1)[0]?.slice(0, 200) ?? "";
}

/** Asks in the world that page scripts do not see: the answer is ours. */
async function ask<T>(page: AskedPage, script: string): Promise<T> {
  const { result, exceptionDetails } = await page.evaluate(script, "own");
  if (exceptionDetails) {
    throw new PdfPromptError("internal", `The readiness check failed in the page: ${exceptionDetails.text}`);
  }
  return result?.value as T;
}

function brokenImage(address: string, { assets }: ComposedDocument): Noticed {
  const advice = "it is damaged, or of a kind that Chromium does not know. Save it as PNG, JPEG, WebP or SVG.";
  if (address.startsWith("data:")) {
    const message = `An image given as a data URL (${address.slice(0, 40)}…) was not shown: ${advice}`;
    return { code: "asset-broken", message, written: address.slice(0, 40) };
  }
  // A page may ask for an address that is none.
  const name = URL.canParse(address) ? new URL(address).pathname.slice(1) : "";
  const path = assets[name] ?? address;
  return { code: "asset-broken", message: `The image ${path} was not shown: ${advice}`, written: basename(path) };
}

function brokenFont(family: string): Noticed {
  const name = family.replace(/^["']|["']$/g, "");
  const message = `The font "${name}" was not loaded, so another was used: its file is missing, damaged or no font.`;
  return { code: "asset-broken", message, written: name };
}
