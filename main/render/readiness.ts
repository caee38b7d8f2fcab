/**
 * Runs in the page before it is printed, in a world of its own. Resolves when all fonts the layout asks for have loaded
 * and every image is decoded or known to be broken. The layout is forced first, since fonts are requested by layout;
 * images that would load when scrolled to are told to load now.
 */
export const READINESS_SCRIPT = `(async () => {
  const images = [...document.images];
  for (const image of images) image.loading = "eager";
  document.documentElement?.getBoundingClientRect();
  await Promise.all([document.fonts.ready, ...images.map((image) => image.decode().catch(() => undefined))]);
})()`;
