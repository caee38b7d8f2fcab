import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PdfPromptError } from "../../../shared/errors";
import type { PrintSettings } from "../../../shared/stages";
import { type Sample, sampleOf } from "../turns";
import { WARM_UP } from "../ways";
import type { PeerAnswer, PeerDocument, PeerName, PeerRequest, PeerTask } from "./messages";
import type { PdfOptions } from "./puppeteer";

/** Name of a set's documents that are made before the clock starts. */
const warmUpOf = (set: string) => `${set}, warm-up`;
/** A peer that takes longer for one set has come to a stop. */
const LIMIT_MS = 300_000;
const END_LIMIT_MS = 10_000;

export interface PeerOptions {
  peer: PeerName;
  puppeteerFile: string;
  clusterFile: string | null;
  chromium: string;
  node: string;
  /** Absolute; tasks and PDFs go below it. */
  folder: string;
  mainFolder: string;
  sets: Record<string, PeerDocument[]>;
}

/** Another program that makes PDFs, in a process of its own. It idles while it is not asked. */
export class Peer {
  readonly #options: PeerOptions;
  readonly #child: ChildProcess;
  readonly #outDir: string;

  private constructor(options: PeerOptions) {
    this.#options = options;
    this.#outDir = join(options.folder, options.peer);
    mkdirSync(this.#outDir);
    const isRoot = process.getuid?.() === 0;
    const warmUps = Object.entries(options.sets).map(([set, documents]) => [
      warmUpOf(set),
      documents.slice(0, WARM_UP),
    ]);
    const task: PeerTask = {
      peer: options.peer,
      puppeteerFile: options.puppeteerFile,
      clusterFile: options.clusterFile,
      chromium: options.chromium,
      args: isRoot ? ["--no-sandbox"] : [],
      outDir: this.#outDir,
      sets: { ...options.sets, ...Object.fromEntries(warmUps) },
    };
    const taskFile = join(options.folder, `${options.peer}.json`);
    writeFileSync(taskFile, JSON.stringify(task));
    this.#child = spawn(options.node, [join(options.mainFolder, "peer-process.cjs"), taskFile], {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child.setMaxListeners(0);
  }

  static async start(options: PeerOptions): Promise<Peer> {
    const peer = new Peer(options);
    try {
      await peer.#answer();
      return peer;
    } catch (error) {
      await peer.close();
      throw error;
    }
  }

  /** Makes a set of documents with so many pages at once, after a warm-up. */
  async measure(set: string, pages: number): Promise<Sample> {
    await this.#ask({ set: warmUpOf(set), pages });
    return sampleOf(this.count(set), () => this.#ask({ set, pages }), { pid: this.#child.pid ?? 0 });
  }

  /** How many documents a set has. */
  count(set: string): number {
    return this.#options.sets[set]?.length ?? 0;
  }

  /** What it wrote last for the first document of any set. */
  lastPdf(): Buffer {
    return readFileSync(join(this.#outDir, "0.pdf"));
  }

  /** Has the peer put its browser away, and ends it where it does not. */
  async close(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null || this.#child.pid === undefined) return;
    const ended = once(this.#child, "exit");
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), END_LIMIT_MS);
    await ended;
    clearTimeout(timer);
  }

  async #ask(request: PeerRequest): Promise<void> {
    this.#child.send(request);
    await this.#answer();
  }

  async #answer(): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    const failed = (why: string) =>
      new PdfPromptError("internal", `${this.#options.peer}, which is compared with, failed: ${why}`);
    const late = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(failed(`no answer within ${LIMIT_MS} ms`)), LIMIT_MS);
      signal.addEventListener("abort", () => clearTimeout(timer));
    });
    const ended = once(this.#child, "exit", { signal }).then(([code]) => {
      throw failed(`its process ended (exit code ${code})`);
    });
    // Both lose on purpose once there is an answer.
    ended.catch(() => undefined);
    try {
      const [answer] = await Promise.race([once(this.#child, "message", { signal }), ended, late]);
      const told = answer as PeerAnswer;
      if (told.kind === "failed") throw failed(told.message);
    } finally {
      controller.abort();
    }
  }
}

/** Settings of the printer as Puppeteer takes them: the same page, backgrounds and tags. */
export function toPdfOptions(print: PrintSettings): PdfOptions {
  const inches = (length: number) => `${length}in`;
  const { top, right, bottom, left } = print.marginsIn;
  return {
    width: inches(print.widthIn),
    height: inches(print.heightIn),
    margin: { top: inches(top), right: inches(right), bottom: inches(bottom), left: inches(left) },
    scale: print.scale,
    printBackground: print.background,
    preferCSSPageSize: true,
    tagged: print.tagged,
  };
}
