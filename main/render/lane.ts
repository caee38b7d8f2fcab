import { session as electronSession } from "electron";
import { LaneServer } from "./lane-server";
import { LaneWindow } from "./lane-window";
import { sealSession } from "./seal";

/** A lane: a sealed session, and up to two windows on it, opened when first needed. */
export class Lane {
  readonly #session: Electron.Session;
  readonly #server: LaneServer;
  readonly #sealed: Promise<void>;
  #plain: Promise<LaneWindow> | undefined;
  #scripted: Promise<LaneWindow> | undefined;

  /** @param name of its session; two lanes that exist at the same time have different ones */
  constructor(name: string, fontFolder: string) {
    this.#session = electronSession.fromPartition(name, { cache: false });
    this.#server = new LaneServer(this.#session, fontFolder);
    this.#sealed = sealSession(this.#session);
  }

  /** The window for a document, opened anew when the last one crashed or was destroyed. */
  async window(scripts: boolean): Promise<LaneWindow> {
    await this.#sealed;
    const current = await (scripts ? this.#scripted : this.#plain)?.catch(() => undefined);
    if (current?.isUsable) return current;
    // Its renderer may have crashed while no document was in it: then nobody has destroyed the window yet.
    current?.destroy();
    const opening = LaneWindow.open(this.#session, this.#server, scripts);
    if (scripts) this.#scripted = opening;
    else this.#plain = opening;
    return opening;
  }

  /** Ends the windows and their processes. The lane can be used again: it opens new ones. */
  async closeWindows(): Promise<void> {
    const openings = [this.#plain, this.#scripted];
    this.#plain = undefined;
    this.#scripted = undefined;
    for (const opening of openings) {
      const window = await opening?.catch(() => undefined);
      window?.destroy();
    }
  }

  async close(): Promise<void> {
    await this.closeWindows();
    this.#server.close();
  }
}
