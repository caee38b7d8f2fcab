/** As much of the API of Puppeteer and puppeteer-cluster as is used. Neither is a dependency: see find-peers.ts. */
export interface PdfOptions {
  width: string;
  height: string;
  margin: Record<"top" | "right" | "bottom" | "left", string>;
  scale: number;
  printBackground: boolean;
  preferCSSPageSize: boolean;
  tagged: boolean;
}

export interface Page {
  setContent(html: string): Promise<void>;
  pdf(options: PdfOptions): Promise<Uint8Array>;
}

export interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  executablePath: string;
  headless: boolean;
  args: string[];
}

export interface Puppeteer {
  launch(options: LaunchOptions): Promise<Browser>;
}

/** One cluster of pages, each job in a page of its own. */
export interface ClusterRun<T> {
  task(work: (context: { page: Page; data: T }) => Promise<void>): Promise<void>;
  execute(data: T): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterModule {
  Cluster: {
    readonly CONCURRENCY_PAGE: number;
    launch<T>(options: {
      concurrency: number;
      maxConcurrency: number;
      timeout: number;
      puppeteer: Puppeteer;
      puppeteerOptions: LaunchOptions;
    }): Promise<ClusterRun<T>>;
  };
}
