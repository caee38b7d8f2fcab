import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { batchSettingsSchema } from "../../shared/batch";
import type { ApiState } from "../../shared/ipc";
import { type Api, type ApiPlugin, DEFAULT_PORT, openApi, tokenFromFile } from "../api";
import type { Queue } from "../queue";
import { type Monitor, monitorRoutes } from "../worker";

const keptSchema = z.object({ on: z.boolean() });

export interface ApiSwitchOptions {
  queue: Queue;
  /** Folder of the app's own files: whether it is on, and the token, are kept there. Absolute. */
  folder: string;
  /** Folder of the PDFs, asked for with each request. Absolute. */
  outDir: () => string;
  /** There may be something to do for the worker. */
  wake: () => void;
  /** Begins to watch the engine, for figures and health, while the door is open. */
  openMonitor: () => Monitor;
  /** What counts as now in PDFs, in seconds since 1970; undefined for the time it is. Asked when the door is opened. */
  epochSeconds: () => number | undefined;
  /** Receives the lines of the log. */
  log: (line: string) => void;
  /** Default: {@link DEFAULT_PORT}. Where it is taken, any that is free. */
  port?: number;
}

/** The door for other programs, which the user opens and shuts. What was chosen holds at the next start, too. */
export class ApiSwitch {
  readonly #options: ApiSwitchOptions;
  #open: { api: Api; token: string; monitor: Monitor } | undefined;
  #problem: string | null = null;
  /** Changes happen one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ApiSwitchOptions) {
    this.#options = options;
  }

  get state(): ApiState {
    const { api, token } = this.#open ?? {};
    return { isOn: api !== undefined, url: api?.url ?? null, token: token ?? null, problem: this.#problem };
  }

  /** Opens it where it was open when the app was closed. */
  async restore(): Promise<ApiState> {
    return this.#then(async () => (readKept(this.#keptFile) ? this.#start() : undefined));
  }

  /** Opens or shuts it. Where it cannot be opened, the state says why. */
  async set(on: boolean): Promise<ApiState> {
    return this.#then(async () => {
      mkdirSync(this.#options.folder, { recursive: true });
      writeFileSync(this.#keptFile, `${JSON.stringify({ on })}\n`);
      await (on ? this.#start() : this.#stop());
    });
  }

  /** Shuts it for this run of the app; what was chosen stays. */
  async close(): Promise<void> {
    await this.#then(() => this.#stop());
  }

  async #then(change: () => Promise<unknown>): Promise<ApiState> {
    const changed = this.#last.then(change);
    this.#last = changed.catch(() => undefined);
    await changed;
    return this.state;
  }

  async #start(): Promise<void> {
    if (this.#open) return;
    const { folder, port = DEFAULT_PORT } = this.#options;
    this.#problem = null;
    let monitor: Monitor | undefined;
    try {
      const token = tokenFromFile(join(folder, "api.token"));
      monitor = this.#options.openMonitor();
      const routes = monitorRoutes(monitor);
      const api = await this.#listen(token, port, routes).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EADDRINUSE") throw error;
        return this.#listen(token, 0, routes);
      });
      this.#open = { api, token, monitor };
    } catch (error) {
      monitor?.close();
      this.#problem = error instanceof Error ? error.message : String(error);
    }
  }

  #listen(token: string, port: number, routes: ApiPlugin): Promise<Api> {
    const { queue, outDir, wake, epochSeconds, log } = this.#options;
    const settings = batchSettingsSchema.parse({ epochSeconds: epochSeconds() });
    return openApi({ queue, outDir, wake, token, port, settings, log, plugins: [routes] });
  }

  async #stop(): Promise<void> {
    const { api, monitor } = this.#open ?? {};
    this.#open = undefined;
    monitor?.close();
    await api?.close();
  }

  get #keptFile(): string {
    return join(this.#options.folder, "api.json");
  }
}

/** Whether it was on. A missing or damaged file is the same as off. */
function readKept(file: string): boolean {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, "utf8"))).on;
  } catch {
    return false;
  }
}
