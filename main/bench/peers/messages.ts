import type { PdfOptions } from "./puppeteer";

export const PEERS = ["puppeteer", "puppeteer-cluster"] as const;
export type PeerName = (typeof PEERS)[number];

/** What a peer's process is told at its start, as a file of JSON. */
export interface PeerTask {
  peer: PeerName;
  /** Files to `require`: Puppeteer, and the cluster where it is the peer. */
  puppeteerFile: string;
  clusterFile: string | null;
  chromium: string;
  /** Switches of Chromium. */
  args: string[];
  /** Folder for the PDFs, one after the other written over. */
  outDir: string;
  sets: Record<string, PeerDocument[]>;
}

export interface PeerDocument {
  html: string;
  pdf: PdfOptions;
}

/** To the process: make all documents of a set with so many pages at once. */
export interface PeerRequest {
  set: string;
  pages: number;
}

/** From the process, on each request. */
export type PeerAnswer = { kind: "ready" } | { kind: "done" } | { kind: "failed"; message: string };
