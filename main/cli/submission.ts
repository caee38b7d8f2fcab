import { basename, resolve } from "node:path";
import { type BatchSettings, batchSettingsSchema } from "../../shared/batch";
import { printable } from "../../shared/printable";
import { type ReadFile, readInputs, WINDOWS_1252_NOTE } from "../intake";
import type { Queue } from "../queue";
import type { Submission } from "../worker";
import { toBatchFlags } from "./batch-flags";
import { type CommandContext, note, UsageError } from "./command-context";
import { type PageFlags, toPageOptions } from "./page-options";
import { SHOWN_FAILURES } from "./problems-text";
import { epochSeconds } from "./reproducible";
import { openOriginOf } from "./results";

/** The flags that `render` and `submit` have in common. */
export interface SubmitFlags extends PageFlags {
  out: string;
  template?: string;
  data?: string;
  name?: string;
  onConflict: BatchSettings["onConflict"];
  timeout: number;
  retries: number;
  allowScripts: boolean;
  strict: boolean;
  reproducible: boolean;
  dryRun: boolean;
  queue?: string;
  json: boolean;
}

/** The queue that is asked for, or the user's own. */
export function queueFile(context: CommandContext, { queue }: { queue?: string }): string {
  return queue === undefined ? context.defaultQueueFile : resolve(context.cwd, queue);
}

/**
 * What a call submits, from its inputs and flags. `readItems` reads them; a queue knows inputs that failed before.
 * @throws UsageError saying which flag is wrong
 */
export function toSubmission(
  context: CommandContext,
  inputs: string[],
  flags: SubmitFlags,
): Omit<Submission, "items"> & {
  readItems: (queue: Queue | undefined) => Submission["items"];
  /** Undefined where everything comes on standard input. */
  readAgain: ((queue: Queue) => Submission["items"]) | undefined;
} {
  const { data, onConflict, timeout, retries, allowScripts, strict } = flags;
  if (data !== undefined && flags.template === undefined)
    throw new UsageError("--data needs --template: rows alone have no text.");
  if (inputs.length + (data === undefined ? 0 : 1) === 0)
    throw new UsageError(
      "There is no input: name files or folders, - for standard input, or rows with --template and --data.",
    );
  const { template, name } = toBatchFlags(context, flags);
  const all = data === undefined ? inputs : [...inputs, data];
  const settings = batchSettingsSchema.parse({
    template,
    name,
    options: toPageOptions(flags),
    onConflict,
    timeoutMs: timeout,
    retries,
    allowScripts,
    strict,
    epochSeconds: epochSeconds(flags, process.env),
  });
  const read = (named: readonly string[], queue: Queue | undefined, onFile?: (file: ReadFile) => void) =>
    readInputs(named, {
      cwd: context.cwd,
      stdin: process.stdin,
      openOrigin: openOriginOf(queue),
      ...(onFile ? { onFile } : {}),
      ...(template ? { template } : {}),
    });
  const files = all.filter((input) => input !== "-");
  return {
    readItems: (queue) => read(all, queue, noteEncoding()),
    readAgain: files.length === 0 ? undefined : (queue) => read(files, queue),
    inputs: all.map((input) => (input === "-" ? "-" : resolve(context.cwd, input))),
    label: all.map((input) => (input === "-" ? "standard input" : basename(resolve(context.cwd, input)))).join(", "),
    outDir: resolve(context.cwd, flags.out),
    settings,
  };
}

/** Says which files are read as Windows-1252: where they are none, their letters come out wrong. */
function noteEncoding(): (file: ReadFile) => void {
  let noted = 0;
  return ({ source, encoding }) => {
    if (encoding !== "windows-1252") return;
    noted += 1;
    const name = source === "-" ? "standard input" : printable(source);
    if (noted <= SHOWN_FAILURES) note(`[pdfprompt] ${name}: ${WINDOWS_1252_NOTE}`);
    else if (noted === SHOWN_FAILURES + 1) note("[pdfprompt] … and more files like that");
  };
}
