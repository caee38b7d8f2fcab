import type { Guard } from "../reliability/support/mutate";
import type { Way } from "./support/seal-scenario";
import type { Reach, Vector } from "./vectors";

const SEAL = "main/render/seal.ts";
const WINDOW = "main/render/lane-window.ts";

/** The layers of a lane's seal that keep it from the network. Each can be taken out of the source by itself. */
export const LAYERS = {
  "JavaScript off": { file: WINDOW, find: "javascript: scripts,", replace: "javascript: true," },
  "request filter": {
    file: SEAL,
    find: "decide({ cancel: !isRequestAllowed(details.url) })",
    replace: "decide({ cancel: details.url === isRequestAllowed.name })",
  },
  "content policy": { file: SEAL, find: '].join("; ");', replace: '].slice(0, 0).join("; ");' },
  "dead proxy": {
    file: SEAL,
    find: "await session.setProxy(NOWHERE);",
    replace: 'await session.setProxy(NOWHERE && { mode: "direct" });',
  },
  "no names": { file: SEAL, find: '"MAP * ~NOTFOUND"', replace: '""' },
  "WebRTC policy": {
    file: SEAL,
    find: 'contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");',
    replace: "",
  },
  "window.open refused": {
    file: SEAL,
    find: '({ action: "deny" })',
    replace:
      '({ action: "allow", overrideBrowserWindowOptions: { show: false, webPreferences: { offscreen: false } } })',
  },
  "navigation refused": {
    file: SEAL,
    find: `contents.on("will-navigate", (event) => event.preventDefault());
  contents.on("will-frame-navigate", (event) => event.preventDefault());
  contents.on("will-redirect", (event) => event.preventDefault());`,
    replace: "",
  },
} as const satisfies Record<string, Omit<Guard, "name">>;

export type LayerName = keyof typeof LAYERS;

export const LAYER_NAMES = Object.keys(LAYERS) as LayerName[];

/** The layers as things to take out. */
export function layersBut(...kept: readonly LayerName[]): Guard[] {
  return LAYER_NAMES.filter((name) => !kept.includes(name)).map((name) => ({ name, ...LAYERS[name] }));
}

const reaches = (...list: Reach[]) => {
  const set: ReadonlySet<Reach> = new Set(list);
  return ({ reach }: Vector) => set.has(reach);
};
const runsNoScript = ({ isScripted }: Vector, way: Way) => isScripted === true && way !== "scripts";
/** It keeps documents with scripts from windows by a sandbox. */
const isStoppedByPolicy = reaches("request", "frame", "transport", "window");
const isKeptOffTheNet = reaches("request", "frame", "navigation", "prefetch", "connection", "transport", "turn");

/** What a layer must stop when it is the only one there is. */
export const CLAIMS: Readonly<Record<LayerName, (vector: Vector, way: Way) => boolean>> = {
  "JavaScript off": runsNoScript,
  "request filter": reaches("request", "frame", "navigation", "prefetch"),
  "content policy": (vector, way) => runsNoScript(vector, way) || isStoppedByPolicy(vector),
  "dead proxy": isKeptOffTheNet,
  "no names": (vector) => isKeptOffTheNet(vector) || vector.reach === "lookup",
  "WebRTC policy": reaches("stun"),
  "window.open refused": reaches("window"),
  "navigation refused": reaches("navigation", "frame"),
};
