import type { Guard } from "../../reliability/support/mutate";

/** A protection, and where its absence shows: documents that become others, and behind what. */
export interface EqualityGuard extends Guard {
  documents: readonly string[];
  predecessors: readonly string[];
  /** What protects from the same, and has to be taken out with it. */
  also?: readonly Guard[];
}

/** What keeps a document's PDF the same whatever the lane printed before. Each, taken out, must be missed. */
export const EQUALITY_GUARDS = {
  navigation: {
    name: "navigates to a document with a color-scheme",
    file: "main/compose/vocabulary.ts",
    find: '|meta(?! charset="utf-8">))/i',
    replace: ")/i",
    documents: ["forms", "system colours"],
    predecessors: ["meta color-scheme"],
  },
  origin: {
    name: "gives each document with scripts an origin of its own",
    file: "main/render/lane-server.ts",
    find: "scripts ? newOrigin() : LANE_ORIGIN;",
    replace: "LANE_ORIGIN;",
    documents: ["finds what was kept"],
    predecessors: ["keeps all it can", "goes on after"],
    also: [
      {
        name: "clears what scripts kept",
        file: "main/render/lane-server.ts",
        find: "if (scripts) this.#stored.add(origin);",
        replace: "",
      },
    ],
  },
  name: {
    name: "takes the name from a window that scripts had",
    file: "main/render/lane-server.ts",
    find: "scripts ? withFirstScript(html, FIRST_SCRIPT) : html",
    replace: "html",
    documents: ["finds what was kept"],
    predecessors: ["keeps all it can"],
  },
  clipboard: {
    name: "keeps scripts from the clipboard",
    file: "main/render/lane-window.ts",
    find: "{ source: WITHHOLD }",
    replace: '{ source: "" && WITHHOLD }',
    documents: ["finds what was kept"],
    predecessors: ["copies its text"],
  },
  history: {
    name: "takes the history from a window that scripts had",
    file: "main/render/lane-window.ts",
    find: "this.#window.webContents.navigationHistory.clear();",
    replace: "",
    documents: ["finds what was kept"],
    predecessors: ["keeps all it can"],
  },
  come: {
    name: "prints nothing before a document with scripts has taken the place of the last one",
    file: "main/render/lane-window.ts",
    find: "if (!isThere) throw new LastDocumentStayed();",
    replace: "",
    documents: ["finds what was kept", "writes itself"],
    predecessors: ["adds to the history"],
  },
  replacement: {
    name: "lets no document with scripts choose what takes its place",
    file: "main/render/lane-window.ts",
    find: "`stop(); location.href",
    replace: "`location.href",
    documents: ["finds what was kept"],
    predecessors: ["makes itself another"],
  },
  size: {
    name: "never clears the size of its windows",
    file: "main/render/lane-window.ts",
    find: "this.#setSize(size ?? SIZE)",
    replace: 'size ? this.#setSize(size) : this.#send("Emulation.clearDeviceMetricsOverride")',
    documents: ["the other picture", "background", "masks", "pictures"],
    predecessors: ["links of all", "quirks", "tiny sheet", "@property"],
  },
  stillSvg: {
    name: "prints an SVG file as it begins",
    file: "main/render/lane-server.ts",
    find: "stillSvgFile(await readFile(path))",
    replace: "await readFile(path)",
    documents: ["moving SVG"],
    predecessors: [],
  },
  sizes: {
    name: "gives each size of an image an address of its own",
    file: "main/compose/attributes.ts",
    find: "assets.unshared(found.url)",
    replace: "found.url",
    documents: ["srcset"],
    predecessors: [],
  },
  shown: {
    name: "shows a document for which that makes a difference before it prints it",
    file: "main/compose/compose-document.ts",
    find: "if (mayDependOnBeingShown(html)) return",
    replace: "if (html.length < 0) return",
    documents: ["animations", "keyframes of another name", "sticky and fixed"],
    predecessors: ["counters, layers", "links of all", "focus, target"],
  },
  loaded: {
    name: "lays a document out before it prints it where there is something to load",
    file: "main/compose/compose-document.ts",
    find: 'return mayLoad(html) ? "load" : "print";',
    replace: 'return html.length < 0 ? "load" : "print";',
    documents: ["pictures", "picture and srcset", "font-display fallback", "print-only background"],
    predecessors: ["tiny sheet", "same names"],
  },
  fonts: {
    name: "prints again what it printed without its fonts",
    file: "main/render/lane-window.ts",
    find: "if (!(await this.#fonts.wereThere(document.fonts))) return undefined;",
    replace: "",
    documents: ["sample prompts", "sample invitations", "sample note"],
    predecessors: ["meta color-scheme", "deep"],
    also: [
      {
        name: "knows which fonts it has loaded",
        file: "main/render/lane-window.ts",
        find: "this.#fonts.mayBeThere(document.fonts);",
        replace: "document.fonts.length >= 0;",
      },
    ],
  },
  address: {
    name: "prints no address of a lane",
    file: "main/compose/compose-document.ts",
    find: "forgetAddress(document);",
    replace: "",
    documents: ["header that asks"],
    predecessors: ["nothing"],
  },
} as const satisfies Record<string, EqualityGuard>;
