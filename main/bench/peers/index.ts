import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkerSettings } from "../../../shared/settings";
import type { ComposedDocument, FoundPrompt } from "../../../shared/stages";
import { countPages } from "../../render";
import { htmlPagePrompts } from "../documents";
import { type Contender, inTurns, middle, type Sample } from "../turns";
import { composeAll, printOne, wholeWay } from "../ways";
import type { PeerName } from "./messages";
import { Peer, toPdfOptions } from "./peer";

/** Lanes, or pages, at once; the best of them counts. The same for all. */
const AT_ONCE = [1, 2, 4] as const;
const KINDS = { "one-page": { pages: 1, share: 1 }, "ten-page": { pages: 10, share: 5 } } as const;
export type PeerKind = keyof typeof KINDS;
/** A page for each document is slow: its rate shows with fewer. */
const CLUSTER_SHARE = 4;
const FEWEST = 10;

/** One way of making the PDFs, with the number at once that was best. */
export interface WayFigures extends Sample {
  atOnce: number;
  /** PDFs per second by number at once, medians of the rounds. */
  byNumber: Record<number, number>;
  documents: number;
  /** Of one PDF. */
  pages: number;
  bytes: number;
  isTagged: boolean;
  /** How far a PDF has come when it counts. */
  writes: string;
}

export interface PeerKindFigures {
  ours: WayFigures;
  puppeteer: WayFigures;
  /** null where it is not installed. */
  puppeteerCluster: WayFigures | null;
  /** How many times the peer's rate ours is. */
  timesPuppeteer: number;
  timesPuppeteerCluster: number | null;
}

export interface PeersFigures {
  rounds: number;
  kinds: Record<PeerKind, PeerKindFigures>;
}

export interface PeersOptions {
  /** One-page documents in one measurement; of slower kinds and ways there are fewer. */
  documents: number;
  rounds: number;
  puppeteerFile: string;
  /** null: puppeteer-cluster is left out. */
  clusterFile: string | null;
  chromium: string;
  node: string;
  mainFolder: string;
  settings: WorkerSettings;
  /** Told what is measured next. */
  onStep: (line: string) => void;
}

interface Documents {
  found: FoundPrompt[];
  composed: ComposedDocument[];
}

/** The same HTML documents through our whole way and through other programs, all in turns. */
export async function benchPeers(options: PeersOptions): Promise<PeersFigures> {
  const { documents, rounds, mainFolder, onStep } = options;
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  const peers: Partial<Record<PeerName, Peer>> = {};
  try {
    onStep("composing the documents, starting what is compared with");
    const oneKind = async (kind: PeerKind): Promise<Documents> => {
      const { pages, share } = KINDS[kind];
      const found = htmlPagePrompts(Math.max(FEWEST, Math.floor(documents / share)), folder, pages);
      return { found, composed: await composeAll(found, mainFolder) };
    };
    const sets: Record<PeerKind, Documents> = {
      "one-page": await oneKind("one-page"),
      "ten-page": await oneKind("ten-page"),
    };
    const start = (peer: PeerName, clusterFile: string | null, share: number) =>
      Peer.start({ ...options, peer, clusterFile, folder, sets: toPeerSets(sets, share) });
    peers.puppeteer = await start("puppeteer", null, 1);
    if (options.clusterFile !== null) {
      peers["puppeteer-cluster"] = await start("puppeteer-cluster", options.clusterFile, CLUSTER_SHARE);
    }
    const measure = (kind: PeerKind) => measureKind(kind, sets[kind], peers, { ...options, folder });
    return { rounds, kinds: { "one-page": await measure("one-page"), "ten-page": await measure("ten-page") } };
  } finally {
    await Promise.all(Object.values(peers).map((peer) => peer.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

function toPeerSets(sets: Record<PeerKind, Documents>, share: number) {
  const some = ({ composed }: Documents) =>
    composed
      .slice(0, Math.max(FEWEST, Math.floor(composed.length / share)))
      .map(({ html, print }) => ({ html, pdf: toPdfOptions(print) }));
  return { "one-page": some(sets["one-page"]), "ten-page": some(sets["ten-page"]) };
}

async function measureKind(
  kind: PeerKind,
  { found, composed }: Documents,
  peers: Partial<Record<PeerName, Peer>>,
  options: PeersOptions & { folder: string },
): Promise<PeerKindFigures> {
  const { rounds, folder, mainFolder, settings, onStep } = options;
  const outDir = join(folder, "ours");
  mkdirSync(outDir, { recursive: true });
  const ours = AT_ONCE.map(
    (number): Contender => ({
      name: `ours ${number}`,
      measure: () =>
        wholeWay(found, {
          outDir: join(outDir, String(number)),
          mainFolder,
          settings: { ...settings, workerConcurrency: number, maxPdfConcurrency: number },
        }),
    }),
  );
  const others = Object.entries(peers).flatMap(([name, peer]) =>
    AT_ONCE.map((number): Contender => ({ name: `${name} ${number}`, measure: () => peer.measure(kind, number) })),
  );
  const samples = await inTurns([...ours, ...others], rounds, (line) => onStep(`${kind}: ours and theirs; ${line}`));
  const figures = (name: string, documents: number, pdf: Buffer, writes: string): WayFigures => ({
    ...best((number) => middle(samples.get(`${name} ${number}`) ?? [])),
    documents,
    pages: countPages(pdf),
    bytes: pdf.byteLength,
    isTagged: pdf.includes("/StructTreeRoot"),
    writes,
  });
  const ofPeer = (name: PeerName) => {
    const peer = peers[name];
    return peer ? figures(name, peer.count(kind), peer.lastPdf(), WRITES_PLAIN) : null;
  };
  const [first] = composed;
  if (!first) throw new RangeError("A benchmark needs documents.");
  const mine = figures("ours", found.length, await printOne(first, mainFolder), WRITES_SYNCED);
  const puppeteer = ofPeer("puppeteer");
  if (!puppeteer) throw new RangeError("Puppeteer was not started.");
  const cluster = ofPeer("puppeteer-cluster");
  return {
    ours: mine,
    puppeteer,
    puppeteerCluster: cluster,
    timesPuppeteer: mine.perSecond / puppeteer.perSecond,
    timesPuppeteerCluster: cluster && mine.perSecond / cluster.perSecond,
  };
}

const WRITES_SYNCED = "queued and composed, written, synced and renamed, each committed as done in the queue";
const WRITES_PLAIN = "given as composed HTML, written to a file, not synced";

function best(of: (number: number) => Sample): Sample & { atOnce: number; byNumber: Record<number, number> } {
  const all = AT_ONCE.map((number) => ({ atOnce: number as number, ...of(number) }));
  const byNumber = Object.fromEntries(all.map(({ atOnce, perSecond }) => [atOnce, perSecond]));
  return { ...all.reduce((one, other) => (other.perSecond > one.perSecond ? other : one)), byNumber };
}
