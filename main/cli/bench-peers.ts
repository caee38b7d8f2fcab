import { execFileSync } from "node:child_process";
import { app } from "electron";
import { benchPeers, findPeers, isMissing, type PeersFigures, type WayFigures } from "../bench";
import { rateCells, reportBench, table } from "./bench-output";
import { type CommandContext, note, UsageError } from "./command-context";

export interface PeersBenchFlags {
  documents: number;
  rounds: number;
  peersFrom?: string;
  chromium?: string;
  json: boolean;
}

interface Report extends PeersFigures {
  /** What was compared with, with versions; a reason where something was left out. */
  peers: { node: string; chromium: string; puppeteer: string; puppeteerCluster: string };
}

/** `bench peers`: the same documents through other programs. They are not part of this one: they are looked for. */
export async function runPeersBench(context: CommandContext, flags: PeersBenchFlags): Promise<number> {
  const { documents, rounds, peersFrom, chromium: named, json } = flags;
  const found = findPeers({ peersFrom, chromium: named, cwd: context.cwd, appFolder: app.getAppPath() });
  const { puppeteer, cluster, chromium, node } = found;
  if (isMissing(puppeteer) || isMissing(chromium) || isMissing(node)) {
    const reasons = [puppeteer, cluster, chromium, node].filter(isMissing).map(({ missing }) => `  ${missing}`);
    throw new UsageError(["There is nothing to compare with:", ...reasons].join("\n"));
  }
  if (isMissing(cluster)) note(`[bench] left out: ${cluster.missing}`);
  const figures = await benchPeers({
    documents,
    rounds,
    puppeteerFile: puppeteer.file,
    clusterFile: isMissing(cluster) ? null : cluster.file,
    chromium,
    node,
    mainFolder: context.mainFolder,
    settings: context.environment,
    onStep: (line) => note(`[bench] ${line} …`),
  });
  const report: Report = {
    peers: {
      node: `Node ${versionOf(node)}`,
      chromium: versionOf(chromium),
      puppeteer: puppeteer.version,
      puppeteerCluster: isMissing(cluster) ? cluster.missing : cluster.version,
    },
    ...figures,
  };
  return reportBench({ bench: "peers", title: "The same documents elsewhere", json, figures: report, tables });
}

function versionOf(program: string): string {
  try {
    return execFileSync(program, ["--version"], { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    return `${program} (it does not tell its version)`;
  }
}

function tables({ kinds, peers, rounds }: Report): string[] {
  const versions = [peers.puppeteer, peers.puppeteerCluster, peers.chromium, peers.node].join(", ");
  return [
    `Compared with: ${versions}`,
    ...Object.entries(kinds).map(([kind, { ours, puppeteer, puppeteerCluster, ...times }]) =>
      table(`${kind}: PDFs per second, processor ms a PDF, MB; best number at once, median of ${rounds}`, [
        row("the whole way here", ours),
        row("Puppeteer, pages kept open", puppeteer),
        ...(puppeteerCluster ? [row("puppeteer-cluster, a page for each document", puppeteerCluster)] : []),
        [`${times.timesPuppeteer.toFixed(2)} ×`, "", "", "here against Puppeteer"],
        ...(times.timesPuppeteerCluster === null
          ? []
          : [[`${times.timesPuppeteerCluster.toFixed(2)} ×`, "", "", "here against puppeteer-cluster"]]),
      ]),
    ),
  ];
}

function row(name: string, way: WayFigures): string[] {
  const shape = `${way.pages} pages, ${way.bytes} bytes, ${way.isTagged ? "tagged" : "not tagged"}`;
  return [...rateCells(way), `${name}, ${way.atOnce} at once (${shape}; ${way.writes})`];
}
