import { STILL_ANIMATIONS } from "./still-pictures";

/**
 * Runs in the page before it is printed, in a world of its own. Resolves when all fonts the layout asks for have loaded
 * and every image has loaded or is known to be broken. The layout is forced first, since fonts are requested by layout;
 * images that would load when scrolled to are told to load now. Printing decodes what it draws: `decode()` would wait for
 * the next frame, which a window that is not painted produces after two seconds.
 */
export const READINESS_SCRIPT = `(async () => {${STILL_ANIMATIONS}
  const images = [...document.images];
  for (const image of images) image.loading = "eager";
  document.documentElement?.getBoundingClientRect();
  const settled = (image) => image.complete || new Promise((resolve) => {
    image.addEventListener("load", resolve, { once: true });
    image.addEventListener("error", resolve, { once: true });
  });
  await Promise.all([document.fonts.ready, ...images.map(settled)]);
})()`;
