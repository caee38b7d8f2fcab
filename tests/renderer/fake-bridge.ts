import type { BatchPage } from "../../shared/batches";
import { DEFAULT_PREFERENCES } from "../../shared/default-preferences";
import type { Problem } from "../../shared/errors";
import type { TemplateList } from "../../shared/gallery";
import type {
  AddOutcome,
  ApiState,
  Bridge,
  RequestName,
  RequestPayload,
  ResponseValues,
  Result,
  ShownPreferences,
} from "../../shared/ipc";
import { BUILTIN_TEMPLATES } from "../../shared/templates";
import { fakeImport } from "./fake-import";
import { FakeQueue, type FakeScene } from "./fake-queue";

const TICK_MS = 100;

const OUTDATED = { count: 7, names: ["letters/people-2.pdf", "letters/people-17.pdf", "letters/people-23.pdf"] };
const REJECTED: Problem[] = [
  {
    code: "input-invalid",
    message: 'Unknown key "tempalte". Did you mean "template"? Rename the key, then add the file again.',
    source: "/home/ada/Prompts/autumn/people.jsonl",
    line: 12,
  },
  {
    code: "input-invalid",
    message: "The quote that opens here is never closed, so the row has no end. Close it or double it.",
    source: "/home/ada/Prompts/autumn/invoices-with-a-rather-long-name-2026-11.csv",
    line: 348,
    column: 17,
  },
  {
    code: "input-unreadable",
    message: "The file cannot be read: permission denied. Give yourself the right to read it, or leave it out.",
    source: "/home/ada/Prompts/autumn/salaries.md",
  },
];

/** A bridge without an app behind it: our own interface over a made-up queue, for looking at the window. */
export class FakeBridge implements Bridge {
  readonly queue: FakeQueue;
  /** Set to make every request fail. */
  failure: Problem | null = null;
  requests: { name: RequestName; payload: unknown }[] = [];

  constructor(scene: FakeScene) {
    this.queue = new FakeQueue(scene);
  }

  async request<N extends RequestName>(name: N, payload: RequestPayload<N>): Promise<Result<ResponseValues[N]>> {
    this.requests.push({ name, payload });
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.failure) return { ok: false, problem: this.failure };
    return { ok: true, value: this.#answer(name, payload) as ResponseValues[N] };
  }

  addDroppedFiles(files: File[]): Promise<Result<AddOutcome>> {
    return this.request("addPaths", { paths: files.map((file) => `/home/ada/Prompts/${file.name}`) });
  }

  async lookAtDroppedFiles(files: File[]) {
    const rejected: Problem[] = [];
    return { ok: true as const, value: { view: fakeImport(files.map(({ name }) => name)), rejected } };
  }

  onImport(): () => void {
    return () => {};
  }

  onSnapshot(listener: (snapshot: ReturnType<FakeQueue["snapshot"]>) => void): () => void {
    const timer = setInterval(() => {
      this.queue.work(TICK_MS);
      listener(this.queue.snapshot());
    }, TICK_MS);
    return () => clearInterval(timer);
  }

  onEvent(): () => void {
    return () => undefined;
  }

  #answer(name: RequestName, payload: unknown): unknown {
    const { queue } = this;
    switch (name) {
      case "getSnapshot":
        return queue.snapshot();
      case "getPreferences":
      case "setPreferences":
        return {
          ...DEFAULT_PREFERENCES,
          ...(payload as object),
          spoken: "en",
          speed: { fixedTo: null, most: 16, rendererMb: null },
        } satisfies ShownPreferences;
      case "getApi":
      case "setApi": {
        const isOn = (payload as { on?: boolean }).on === true;
        const open = { url: "http://127.0.0.1:7420", token: "Yo06sr9__qdDZAt2fnK_wGUMyZhESM7b3xTfI2IVe40" };
        return { isOn, problem: null, ...(isOn ? open : { url: null, token: null }) } satisfies ApiState;
      }
      case "listJobs":
        return queue.list(payload as RequestPayload<"listJobs">);
      case "listBatches":
        return fakeBatches(queue) satisfies BatchPage;
      case "listTemplates":
        return { builtin: BUILTIN_TEMPLATES, places: [] } satisfies TemplateList;
      case "findJobs":
        return queue.list({ offset: 0, limit: 8 }).jobs;
      case "listPresets":
        return [{ name: "Offers", template: "letter", pattern: "{stem|slug}" }] satisfies ResponseValues["listPresets"];
      case "locateJob":
        return { index: 0 };
      case "addPaths":
      case "chooseInputs":
      case "addImport":
        return { queued: queue.add(128), unchanged: 12, rejected: REJECTED, outdated: OUTDATED } satisfies AddOutcome;
      case "openImport":
      case "chooseImport":
        return fakeImport(["people.csv", "letter.md"]);
      case "addSamples":
        return {
          queued: queue.add(24),
          unchanged: 0,
          rejected: [],
          outdated: { count: 0, names: [] },
        } satisfies AddOutcome;
      case "pause":
        queue.pauseBy((payload as RequestPayload<"pause">).kind);
        return null;
      case "resume":
        queue.pause = null;
        return null;
      case "retry":
        return { changed: queue.retry((payload as RequestPayload<"retry">).ids) };
      case "cancel":
        return { changed: queue.cancel((payload as RequestPayload<"cancel">).ids) };
      default:
        return null;
    }
  }
}

/** All that the queue has, as one batch. */
function fakeBatches(queue: FakeQueue): BatchPage {
  const { queued, claimed, done, failed, cancelled } = queue.snapshot().stats;
  const counts = { queued, claimed, done, failed, cancelled, unchanged: 12, rejected: 3 };
  const batch = { id: "batch", label: "autumn", outDir: "/home/ada/PDFPrompt", createdAtMs: 1_790_000_000_000 };
  return { total: 1, batches: [{ ...batch, ...counts, isFinished: queued + claimed === 0, failuresFile: null }] };
}
