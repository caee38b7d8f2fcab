import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { bundleScenario } from "../../reliability/support/bundle";
import type { Guard } from "../../reliability/support/mutate";
import { runElectronScenario } from "../../reliability/support/run-electron";
import { ROOT } from "../../support/cli";
import { tempFolder } from "../../support/temp";
import type { Vector } from "../vectors";
import { Canary } from "./canary";
import { CANARY_DOMAIN, NameCanary } from "./name-canary";
import { nameServer } from "./name-server";

/** How a document comes into a lane. */
export const WAYS = ["fast", "full", "scripts"] as const;
export type Way = (typeof WAYS)[number];

/** A document as it is given to a lane: raw, past everything that would clean it. */
export interface SealDocument {
  /** `way name` */
  key: string;
  way: Way;
  html: string;
  header?: string | undefined;
}

export interface SealScenario {
  documents: SealDocument[];
  fontFolder: string;
  lanes: number;
  /** How long a lane is left to each document after it was printed. */
  aftermathMs: number;
  /** Gets a line when a document begins and when it ends. */
  logFile: string;
}

/** What became of a document: `done`, an error's code, or that the whole app ended with it. */
export type Outcomes = Map<string, string>;

export const APP_ENDED = "app ended";

const LIMIT_MS = 240_000;
const LANES = 4;
/** What a document started may still be under way when its PDF is there; the lane is left to it for so long. */
const AFTERMATH_MS = 150;

export interface Sealed {
  /** The vectors whose touch would be seen here; the others were left out. */
  tried: readonly Vector[];
  /** `way name` of every document whose canary was touched. */
  touched: Set<string>;
  outcomes: Outcomes;
}

/**
 * Renders every vector in every way in lanes that lack some protections, with a canary of its own for each.
 * @param without protections to take out of the lanes
 */
export async function renderVectors(
  vectors: readonly Vector[],
  without: readonly Guard[],
  { aftermathMs = AFTERMATH_MS } = {},
): Promise<Sealed> {
  const folder = tempFolder();
  mkdirSync(join(folder, "home"));
  const bundle = await bundleScenario("seal", without, true, "security");
  const names = nameServer.isPossible ? await NameCanary.open() : undefined;
  const own = ownAddress();
  const tried = vectors.filter((vector) => (names || !uses(vector, "{name}")) && (own || !uses(vector, "{own}")));
  const canaries = new Map<string, Canary>();
  const documents: SealDocument[] = [];
  try {
    for (const vector of tried) {
      for (const way of WAYS) {
        if (!isPossible(vector, way)) continue;
        const canary = await Canary.open();
        canaries.set(`${way} ${vector.name}`, canary);
        documents.push(toDocument(vector, way, { port: canary.port, own }));
      }
    }
    const within = names ? nameServer.within(folder, names.address) : [];
    const outcomes = await renderAll(documents, { bundle, folder, within, aftermathMs });
    const touched = new Set<string>();
    for (const [key, canary] of canaries) {
      if (canary.touches > 0 || names?.wasAsked(hostName(key))) touched.add(key);
    }
    return { tried, touched, outcomes };
  } finally {
    names?.close();
    await Promise.all([...canaries.values()].map((canary) => canary.close()));
  }
}

interface Surroundings {
  bundle: string;
  folder: string;
  within: readonly string[];
  aftermathMs: number;
}

/** Goes on after the app ended: what was under way then is tried again, each document in an app of its own. */
async function renderAll(documents: readonly SealDocument[], surroundings: Surroundings): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  let waiting = [...documents];
  while (waiting.length > 0) {
    const begun = await renderOnce(waiting, outcomes, surroundings);
    for (const document of begun) {
      await renderOnce([document], outcomes, surroundings);
      if (!outcomes.has(document.key)) outcomes.set(document.key, APP_ENDED);
    }
    waiting = waiting.filter(({ key }) => !outcomes.has(key));
  }
  return outcomes;
}

/** @returns the documents that were under way when the app ended before its time */
async function renderOnce(
  documents: SealDocument[],
  outcomes: Outcomes,
  { bundle, folder, within, aftermathMs }: Surroundings,
): Promise<SealDocument[]> {
  const logFile = join(folder, "documents.jsonl");
  writeFileSync(logFile, "");
  const fontFolder = join(ROOT, "dist", "main", "fonts");
  const lanes = Math.min(LANES, documents.length);
  const scenario: SealScenario = { documents, fontFolder, lanes, aftermathMs, logFile };
  const home = join(folder, "home");
  const ended = await runElectronScenario(bundle, scenario, { home, limitMs: LIMIT_MS, within }).catch(
    (error: unknown) => error,
  );
  const lines = readFileSync(logFile, "utf8").trim().split("\n").filter(Boolean);
  const begun = new Set<string>();
  for (const line of lines) {
    const { key, outcome } = JSON.parse(line) as { key: string; outcome?: string };
    begun.add(key);
    if (outcome !== undefined) outcomes.set(key, outcome);
  }
  if (begun.size === 0) throw new Error(`the lanes did not begin: ${ended}`);
  return documents.filter(({ key }) => begun.has(key) && !outcomes.has(key));
}

/** Whether a vector can be given to a lane this way at all. */
function isPossible({ isFramed, isScripted }: Vector, way: Way): boolean {
  // A frame in an injected document stops the window, with or without a seal; compose never lets one come there.
  if (way === "fast" && isFramed) return false;
  // Where scripts may run, a vector without any is the same as in the full lane.
  return way !== "scripts" || isScripted === true;
}

/** Whether a vector reaches for something that is not to be had everywhere. */
function uses({ html }: Vector, place: "{name}" | "{own}"): boolean {
  return html.includes(place);
}

function hostName(key: string): string {
  return `${key.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.${CANARY_DOMAIN}`;
}

function toDocument(
  { name, html, header }: Vector,
  way: Way,
  { port, own = "" }: { port: number; own: string | undefined },
): SealDocument {
  const fill = (text: string) =>
    text
      .replaceAll("{port}", String(port))
      .replaceAll("{own}", own)
      .replaceAll("{name}", hostName(`${way} ${name}`));
  const body = fill(html);
  const whole = /<html|<head|<body|<frameset/i.test(body) ? body : `<body>${body}</body>`;
  return {
    key: `${way} ${name}`,
    way,
    html: `<!DOCTYPE html>${whole}`,
    header: header === undefined ? undefined : fill(header),
  };
}

/** An address of this machine that is not the loopback: WebRTC leaves that one alone. Undefined without a network. */
function ownAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flat();
  return all.find((one) => one?.family === "IPv4" && !one.internal)?.address;
}
