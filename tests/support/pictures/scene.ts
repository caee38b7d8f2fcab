import type { OpenWindow } from "../window";

/** The window with what lies around it while pictures are taken. */
export interface Stage extends OpenWindow {
  /** The user's home. */
  home: string;
}

/** One picture of the window. */
export interface View {
  /** Name of the files: `window` becomes `window-light.png` and `window-dark.png`. */
  name: string;
  /** What stands under it on the contact sheet. */
  caption: string;
  /** Whether the documents show it: it is kept in `docs/images/` then. */
  isInDocs?: boolean;
  /** Brings the window there, from where the view before it left it. */
  show(stage: Stage): Promise<void>;
}

/** Views that follow one from the other, in a home of their own. */
export interface Scene {
  name: string;
  /** Puts into the home what has to be there before the window opens. */
  prepare(home: string): void;
  views: readonly View[];
}
