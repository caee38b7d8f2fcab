import { mkdirSync } from "node:fs";
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
  name: string;
  way: Way;
  html: string;
  header?: string | undefined;
}

export interface SealScenario {
  documents: SealDocument[];
  fontFolder: string;
  lanes: number;
}

/** What became of the documents: `done` or an error's code, by `way name`. */
export type SealReport = Record<string, string>;

const LIMIT_MS = 240_000;
const LANES = 4;
const NAME_SERVER = "127.0.0.53";

export interface Sealed {
  /** `way name` of every document whose canary was touched. */
  touched: Set<string>;
  outcomes: SealReport;
}

/**
 * Renders every vector in every way in lanes that lack some protections, with a canary of its own for each.
 * @param without protections to take out of the lanes
 */
export async function renderVectors(vectors: readonly Vector[], without: readonly Guard[]): Promise<Sealed> {
  const folder = tempFolder();
  mkdirSync(join(folder, "home"));
  const bundle = await bundleScenario("seal", without, true, "security");
  const names = nameServer.isPossible ? await NameCanary.open(NAME_SERVER) : undefined;
  const canaries = new Map<string, Canary>();
  const documents: SealDocument[] = [];
  try {
    for (const vector of vectors) {
      for (const way of WAYS) {
        if (!isPossible(vector, way)) continue;
        const canary = await Canary.open();
        canaries.set(`${way} ${vector.name}`, canary);
        documents.push(toDocument(vector, way, canary.port));
      }
    }
    const scenario: SealScenario = { documents, fontFolder: join(ROOT, "dist", "main", "fonts"), lanes: LANES };
    const outcomes = await runElectronScenario<SealReport>(bundle, scenario, {
      home: join(folder, "home"),
      limitMs: LIMIT_MS,
      ...(names ? { within: nameServer.within(folder, names.address) } : {}),
    });
    if (!outcomes) throw new Error(`the lanes were not done after ${LIMIT_MS} ms`);
    const touched = new Set<string>();
    for (const [key, canary] of canaries) {
      if (canary.touches > 0 || names?.wasAsked(hostName(key))) touched.add(key);
    }
    return { touched, outcomes };
  } finally {
    names?.close();
    await Promise.all([...canaries.values()].map((canary) => canary.close()));
  }
}

/** Whether a vector can be given to a lane this way at all. */
function isPossible({ isFramed, isScripted }: Vector, way: Way): boolean {
  // A frame in an injected document stops the window, with or without a seal; compose never lets one come there.
  if (way === "fast" && isFramed) return false;
  // Where scripts may run, a vector without any is the same as in the full lane.
  return way !== "scripts" || isScripted === true;
}

function hostName(key: string): string {
  return `${key.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.${CANARY_DOMAIN}`;
}

function toDocument({ name, html, header }: Vector, way: Way, port: number): SealDocument {
  const fill = (text: string) =>
    text
      .replaceAll("{port}", String(port))
      .replaceAll("{own}", ownAddress())
      .replaceAll("{name}", hostName(`${way} ${name}`));
  const body = fill(html);
  const whole = /<html|<head|<body|<frameset/i.test(body) ? body : `<body>${body}</body>`;
  return { name, way, html: `<!DOCTYPE html>${whole}`, header: header === undefined ? undefined : fill(header) };
}

/** An address of this machine that is not the loopback: WebRTC leaves that one alone. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flat();
  return all.find((one) => one?.family === "IPv4" && !one.internal)?.address ?? "127.0.0.1";
}
