import type { PDFDocumentProxy, RenderTask } from "pdfjs-dist";

/** Room for the shadow around a page, in pixels of CSS. */
const MARGIN_PX = 10;
/** Finer than this nobody sees, and memory is quadratic in it. */
const MOST_PIXEL_RATIO = 2;
/** So much of a page's text is said to those who hear it. */
const MOST_CHARACTERS = 2000;

/**
 * Draws a page as large as it fits into a box, and again whenever the box changes.
 * @param onText told the text of the page
 * @returns a function that ends it
 */
export function drawPage(
  document: PDFDocumentProxy,
  number: number,
  canvas: HTMLCanvasElement,
  box: HTMLElement,
  onText: (text: string) => void,
): () => void {
  let isOver = false;
  let drawing: RenderTask | undefined;
  const draw = async () => {
    drawing?.cancel();
    const page = await document.getPage(number);
    if (isOver) return;
    const { width, height } = page.getViewport({ scale: 1 });
    const room = (length: number) => Math.max(1, length - 2 * MARGIN_PX);
    const scale = Math.min(room(box.clientWidth) / width, room(box.clientHeight) / height);
    const ratio = Math.min(window.devicePixelRatio, MOST_PIXEL_RATIO);
    const viewport = page.getViewport({ scale: scale * ratio });
    canvas.width = Math.round(viewport.width);
    canvas.height = Math.round(viewport.height);
    canvas.style.width = `${width * scale}px`;
    canvas.style.height = `${height * scale}px`;
    drawing = page.render({ canvas, viewport });
    // Given up when the box changes again, or another page is wanted: that is no failure.
    await drawing.promise.catch(() => undefined);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ("str" in item ? item.str : "")).join(" ");
    if (!isOver) onText(text.slice(0, MOST_CHARACTERS));
  };
  // Told at once, too, so that the first drawing begins with it.
  const observer = new ResizeObserver(() => void draw().catch(() => undefined));
  observer.observe(box);
  return () => {
    isOver = true;
    observer.disconnect();
    drawing?.cancel();
  };
}
