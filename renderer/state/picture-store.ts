import { createStore } from "zustand/vanilla";

/** A template's first page, small; `broken` where it could not be printed. */
export type Picture = { kind: "page"; url: string } | { kind: "broken" };

/** What is printed once and then kept for as long as the window is open: key of {@link pictureKey} → picture. */
export const pictureStore = createStore<Readonly<Record<string, Picture>>>(() => ({}));

/** Another state of the same template is another picture. */
export function pictureKey(template: string, stamp: string): string {
  return `${template} ${stamp}`;
}

export function keepPicture(key: string, picture: Picture): void {
  pictureStore.setState({ [key]: picture });
}
