/** The process a peer runs in: plain Node, so that nothing of ours slows it down. Started by peer.ts, never imported. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { PeerAnswer, PeerDocument, PeerRequest, PeerTask } from "./messages";
import type { Browser, ClusterModule, ClusterRun, LaunchOptions, Page, Puppeteer } from "./puppeteer";

const TIMEOUT_MS = 60_000;

interface Numbered extends PeerDocument {
  index: number;
}

/** A peer that can make documents with so many pages at once. */
interface Peer {
  /** Has everything there that is kept between documents. */
  prepare(pages: number): Promise<void>;
  make(documents: readonly Numbered[], pages: number): Promise<void>;
  close(): Promise<void>;
}

/** Pages that are kept open, each given one document after the other: the fastest way of using Puppeteer by hand. */
class KeptPages implements Peer {
  readonly #pages: Page[] = [];
  #browser: Browser | undefined;

  constructor(
    private readonly puppeteer: Puppeteer,
    private readonly launch: LaunchOptions,
    private readonly write: Write,
  ) {}

  async prepare(pages: number): Promise<void> {
    this.#browser ??= await this.puppeteer.launch(this.launch);
    while (this.#pages.length < pages) this.#pages.push(await this.#browser.newPage());
  }

  async make(documents: readonly Numbered[], pages: number): Promise<void> {
    const waiting = [...documents].reverse();
    const work = async (page: Page) => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await print(page, next, this.write);
    };
    await Promise.all(this.#pages.slice(0, pages).map(work));
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}

/** A cluster that opens a page for each document, `CONCURRENCY_PAGE`. */
class Clustered implements Peer {
  readonly #clusters = new Map<number, ClusterRun<Numbered>>();

  constructor(
    private readonly module: ClusterModule,
    private readonly puppeteer: Puppeteer,
    private readonly launch: LaunchOptions,
    private readonly write: Write,
  ) {}

  async prepare(pages: number): Promise<void> {
    if (this.#clusters.has(pages)) return;
    const { Cluster } = this.module;
    const cluster = await Cluster.launch<Numbered>({
      concurrency: Cluster.CONCURRENCY_PAGE,
      maxConcurrency: pages,
      timeout: TIMEOUT_MS,
      puppeteer: this.puppeteer,
      puppeteerOptions: this.launch,
    });
    await cluster.task(({ page, data }) => print(page, data, this.write));
    this.#clusters.set(pages, cluster);
  }

  async make(documents: readonly Numbered[], pages: number): Promise<void> {
    const cluster = this.#clusters.get(pages);
    await Promise.all(documents.map((document) => cluster?.execute(document)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clusters.values()].map((cluster) => cluster.close()));
  }
}

type Write = (index: number, pdf: Uint8Array) => Promise<void>;

async function print(page: Page, { html, pdf, index }: Numbered, write: Write): Promise<void> {
  await page.setContent(html);
  await write(index, await page.pdf(pdf));
}

function openPeer(task: PeerTask): Peer {
  const load = createRequire(task.puppeteerFile);
  const loaded = load(task.puppeteerFile) as Puppeteer | { default: Puppeteer };
  const puppeteer = "default" in loaded ? loaded.default : loaded;
  const launch: LaunchOptions = { executablePath: task.chromium, headless: true, args: task.args };
  const write: Write = (index, pdf) => writeFile(join(task.outDir, `${index}.pdf`), pdf);
  if (task.clusterFile === null) return new KeptPages(puppeteer, launch, write);
  return new Clustered(load(task.clusterFile) as ClusterModule, puppeteer, launch, write);
}

function answer(message: PeerAnswer): void {
  process.send?.(message);
}

function main(file: string): void {
  const task = JSON.parse(readFileSync(file, "utf8")) as PeerTask;
  const peer = openPeer(task);
  const handle = async ({ set, pages }: PeerRequest) => {
    const documents = (task.sets[set] ?? []).map((document, index) => ({ ...document, index }));
    await peer.prepare(pages);
    await peer.make(documents, pages);
  };
  process.on("message", (request: PeerRequest) => {
    handle(request).then(
      () => answer({ kind: "done" }),
      (error: unknown) => answer({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
  });
  // Whoever asked is done, or gone: the browser must not outlive it.
  process.on("disconnect", () => void peer.close().finally(() => process.exit()));
  answer({ kind: "ready" });
}

main(process.argv[2] ?? "");
