/** Images by the endings of their names, as compose leaves them in addresses. */
const IMAGE_NAME = /\.(?:avif|bmp|gif|ico|jpe?g|png|svg|webp)$/i;

/**
 * Script that waits until every image file a document names has loaded or failed, wherever it is named: backgrounds,
 * borders, masks, list markers and images inside SVG are in no list a page could be asked for, and an injected document
 * has no load event that waits for them. The layout is forced first, since it is what asks for them; a request of the
 * same address joins one that is under way. Some uses (masks, shapes) ask with CORS, the others without: both are made.
 * @param assets path on the lane's host → file
 * @returns the script, or undefined where there is nothing to wait for
 */
export function fileImagesScript(assets: Readonly<Record<string, string>>): string | undefined {
  const addresses = Object.keys(assets)
    .filter((path) => IMAGE_NAME.test(path))
    .map((path) => `/${path}`);
  if (addresses.length === 0) return undefined;
  return `(async () => {
  document.documentElement?.getBoundingClientRect();
  const load = (address, crossOrigin) => new Promise((resolve) => {
    const image = new Image();
    image.onload = image.onerror = resolve;
    if (crossOrigin) image.crossOrigin = "anonymous";
    image.src = address;
  });
  await Promise.all(${JSON.stringify(addresses)}.flatMap((address) => [load(address, false), load(address, true)]));
})()`;
}
