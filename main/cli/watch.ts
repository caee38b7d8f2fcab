import { relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { type BatchSettings, CONFLICT_POLICIES, MOST_TIMEOUT_MS } from "../../shared/batch";
import type { ConcurrencyChoice } from "../../shared/concurrency";
import { formatLocation, PdfPromptError } from "../../shared/errors";
import { printable } from "../../shared/printable";
import { Queue } from "../queue";
import { DEFAULT_SETTLE_MS, type Overrides, PRESET_NAME, type PutAway, WatchService } from "../watch";
import { openEngine } from "../worker";
import { toBatchFlags } from "./batch-flags";
import { type CommandContext, EXIT, note, print, UsageError } from "./command-context";
import { concurrencyOption, workerSettings } from "./concurrency";
import { addLogOptions, commandLog, type LogFlags } from "./log-options";
import type { Act } from "./operations";
import { addPageOptions, type PageFlags, toPageOptions } from "./page-options";
import { describePause } from "./pause-text";
import { toFailure } from "./problems-text";
import { count } from "./progress";
import { epochSeconds } from "./reproducible";
import { queueFile } from "./submission";
import { wholeNumber } from "./whole-number";

const PAUSE_LOOK_MS = 1000;
/** How many failures `--json` names; all are counted. */
const MAX_FAILURES = 1000;

interface WatchFlags extends PageFlags, LogFlags {
  out?: string;
  template?: string;
  name?: string;
  onConflict?: BatchSettings["onConflict"];
  timeout?: number;
  retries?: number;
  allowScripts?: boolean;
  strict?: boolean;
  reproducible?: boolean;
  settle: number;
  once: boolean;
  concurrency?: ConcurrencyChoice;
  queue?: string;
  json: boolean;
}

/** The object that `watch --json` prints when it ends. Files are counted but for `pdfs` and `unchanged`. */
interface WatchReport {
  folders: string[];
  done: number;
  failed: number;
  pdfs: number;
  unchanged: number;
  seconds: number;
  failures: ReturnType<typeof toFailure>[];
}

/** `watch`: render what arrives in folders. */
export function addWatch(program: Command, act: Act): void {
  const command = program
    .command("watch")
    .description("render files that arrive in folders, and move them to done/ or failed/ there")
    .argument("<folder...>", `folders to watch; a ${PRESET_NAME} in one holds its settings`)
    .option("-o, --out <dir>", "folder for the PDFs of all of them (default: pdfs in each)")
    .option("-t, --template <name|file>", "template for prompts that name none")
    .option("-n, --name <pattern>", "names of the PDFs, see render")
    .addOption(
      new Option("--on-conflict <policy>", "when a file of that name is there (default: unique)").choices(
        CONFLICT_POLICIES,
      ),
    )
    .option("--timeout <ms>", "most milliseconds a document may take (default: 30000)", wholeNumber(1, MOST_TIMEOUT_MS))
    .option("--retries <n>", "how often a failure that may pass is tried again (default: 3)", wholeNumber(0, 100))
    .option("--allow-scripts", "let scripts in the documents run (without network)")
    .option("--strict", "fail a document that has a warning, such as a missing image or glyph")
    .option("--reproducible", "the same input gives the same PDFs, byte for byte; honours SOURCE_DATE_EPOCH")
    .option("--settle <ms>", "how long a file must be left alone to count as whole", wholeNumber(0), DEFAULT_SETTLE_MS)
    .option("--once", "work off what is there, and end", false)
    .addOption(concurrencyOption("auto"))
    .option("--queue <file>", "queue to use instead of the user's own")
    .option("--json", "print one JSON object as the last line of stdout", false)
    .addHelpText(
      "after",
      `
What is given here beats the ${PRESET_NAME} of a folder. Files that are being written, hidden ones and those that end in
.part, .crdownload, .tmp or ~ are left alone. Ctrl-C ends it; the same call goes on where it stopped.

Examples:
  pdfprompt watch inbox                       until stopped; PDFs in inbox/pdfs
  pdfprompt watch inbox --out /srv/pdfs       PDFs elsewhere
  pdfprompt watch letters invoices            two folders, each with its own ${PRESET_NAME}
  pdfprompt watch inbox --once --json         what is there now, as from a timer

Exit codes: 0 all done, 1 some file failed (both with --once), 2 the call, a folder or its ${PRESET_NAME} is wrong,
130 interrupted.`,
    );
  addPageOptions(addLogOptions(command, "warn")).action(act(runWatch));
}

async function runWatch(context: CommandContext, folders: string[], flags: WatchFlags): Promise<number> {
  const startedAt = performance.now();
  const overrides = toOverrides(context, flags);
  // Each file has its line already.
  const log = commandLog(context, flags, "warn");
  const queue = new Queue(queueFile(context, flags));
  const report: WatchReport = { folders: [], done: 0, failed: 0, pdfs: 0, unchanged: 0, seconds: 0, failures: [] };
  const working = new AbortController();
  let engine: ReturnType<typeof openEngine> | undefined;
  try {
    const service = new WatchService({
      queue,
      folders: folders.map((folder) => resolve(context.cwd, folder)),
      overrides,
      settleMs: flags.settle,
      isOnce: flags.once,
      onQueued: () => engine?.worker.wake(),
      onPutAway: (file) => tell(file, report),
      notice,
    });
    located(() => service.start());
    report.folders = folders.map((folder) => resolve(context.cwd, folder));
    if (!flags.once) for (const folder of report.folders) notice(`watching ${folder}`);
    const settings = workerSettings(context, flags.concurrency, "auto");
    engine = openEngine({ queue, settings, mainFolder: context.mainFolder, ...log.engine });
    const stop = () => void service.stop();
    context.interrupted.addEventListener("abort", stop, { once: true });
    if (context.interrupted.aborted) stop();
    const loop = engine.worker.runLoop(working.signal);
    const pauseTimer = setInterval(tellPause(queue), PAUSE_LOOK_MS);
    try {
      await service.ended.catch(withPlace);
    } finally {
      clearInterval(pauseTimer);
      working.abort();
      await loop;
    }
    report.seconds = Number(((performance.now() - startedAt) / 1000).toFixed(3));
    if (flags.json) await print(JSON.stringify(report));
    else await print(summaryOf(report));
    if (context.interrupted.aborted) return EXIT.interrupted;
    return report.failed > 0 ? EXIT.someFailed : EXIT.allDone;
  } finally {
    await engine?.close();
    queue.close();
    log.close();
  }
}

function located(start: () => void): void {
  try {
    start();
  } catch (error) {
    withPlace(error);
  }
}

/** Says where in a preset something is wrong. */
function withPlace(error: unknown): never {
  if (!(error instanceof PdfPromptError) || error.location.line === undefined) throw error;
  throw new UsageError(`${formatLocation(error.location)}: ${error.message} (${error.code})`);
}

function notice(line: string): void {
  // Names of files are not trusted: what would steer the terminal does not.
  note(`[watch] ${printable(line)}`);
}

/** Says once that the queue is paused by hand, and that it goes on; of a full disk the worker tells. */
function tellPause(queue: Queue): () => void {
  let told = "";
  return () => {
    const pause = queue.pauseState();
    const text = pause && pause.kind !== "disk-full" ? describePause(pause) : "";
    if (text !== told) notice(text || "the queue goes on");
    told = text;
  };
}

/** One line a file. */
function tell({ folder, path, target, outcome, outDir }: PutAway, report: WatchReport): void {
  const { done, unchanged, failed, output, problems } = outcome;
  report.pdfs += done;
  report.unchanged += unchanged;
  const [first] = problems;
  if (first === undefined) {
    report.done += 1;
    const made =
      done + unchanged === 1 && output ? `${outDir}/${output}` : `${count(done + unchanged)} PDFs in ${outDir}`;
    notice(`${path}: ${made}${done === 0 ? ", unchanged" : ""}`);
    return;
  }
  report.failed += 1;
  report.failures.push(...problems.slice(0, MAX_FAILURES - report.failures.length).map(toFailure));
  const place = formatLocation({ ...first, source: path });
  const share = done + unchanged > 0 ? ` (${count(failed)} of ${count(failed + done + unchanged)})` : "";
  const where = relative(process.cwd(), `${folder}/${target}`);
  notice(`${place} failed${share}: ${first.message} (${first.code}) → ${where}`);
}

function summaryOf({ done, failed, pdfs, unchanged, seconds }: WatchReport): string {
  const parts = [`${count(done)} ${done === 1 ? "file" : "files"} done (${count(pdfs)} PDFs)`];
  if (unchanged > 0) parts.push(`${count(unchanged)} unchanged`);
  if (failed > 0) parts.push(`${count(failed)} failed`);
  return `${parts.join(", ")} in ${seconds.toFixed(1)} s`;
}

function toOverrides(context: CommandContext, flags: WatchFlags): Overrides {
  const { out, onConflict, timeout, retries, allowScripts, strict, reproducible } = flags;
  return {
    outDir: out === undefined ? undefined : resolve(context.cwd, out),
    ...toBatchFlags(context, flags),
    onConflict,
    timeout,
    retries,
    allowScripts,
    strict,
    reproducible,
    options: toPageOptions(flags),
    epochSeconds: epochSeconds({ reproducible: true }, process.env) ?? 0,
  };
}
