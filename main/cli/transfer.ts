import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { dirname, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import type { BatchSettings } from "../../shared/batch";
import type { BatchFileHead } from "../../shared/batch-file";
import type { Problem } from "../../shared/errors";
import { printable } from "../../shared/printable";
import { readBatchFile } from "../intake";
import { Queue } from "../queue";
import { type BatchRecord, exportBatch, importBatch } from "../worker";
import { type CommandContext, EXIT, note, print, UsageError } from "./command-context";
import type { Act } from "./operations";
import { formatFailure, SHOWN_FAILURES, toFailure } from "./problems-text";
import { count } from "./progress";
import { queueFile } from "./submission";

const PROGRESS_MS = 2000;

interface ExportFlags {
  to: string;
  queue?: string;
  json: boolean;
}

interface ImportFlags {
  out: string;
  assets?: string;
  template?: string;
  allowScripts: boolean;
  again: boolean;
  queue?: string;
  json: boolean;
}

/** `export` and `import` of a batch. */
export function addTransfer(program: Command, act: Act): void {
  program
    .command("export")
    .description("write a whole batch into a file: prompts, options, states, attempts; not the PDFs")
    .argument("<batch>", "its id, or the beginning of it; render and submit print it with --json")
    .requiredOption("--to <file>", "file for it, in JSON lines; it must not be there yet")
    .option("--queue <file>", "queue to use instead of the user's own")
    .option("--json", "print one JSON object as the last line of stdout", false)
    .addHelpText(
      "after",
      `
The file says nothing of where things lie on this machine. Images and templates beside the prompts are not in it.

Examples:
  pdfprompt export 3f9c2a --to letters.jsonl         a batch by the beginning of its id
  pdfprompt export ID --to b.jsonl --json            with the figures for a program

Exit codes: 0 written, 2 no such batch, or it could not be written, 130 interrupted; nothing is left then.`,
    )
    .action(act(runExport));
  program
    .command("import")
    .description("put a batch from a file of export into the queue")
    .argument("<file>", "a file that export wrote")
    .option("-o, --out <dir>", "folder for the PDFs; those that are there already stay done", "out")
    .option("--assets <dir>", "folder with images and templates beside the prompts (default: that of the file)")
    .option("-t, --template <file>", "the batch's own template file, where it had one")
    .option("--allow-scripts", "let scripts in the documents run, where the batch allowed it", false)
    .option("--again", "import a batch that is in the queue already once more, as another one", false)
    .option("--queue <file>", "queue to use instead of the user's own")
    .option("--json", "print one JSON object as the last line of stdout", false)
    .addHelpText(
      "after",
      `
All of the file is looked at first: where anything is wrong with it, nothing is imported. An import that was interrupted
is gone on with by the same call. Work on the batch with: pdfprompt drain, pdfprompt worker, or the window.

Examples:
  pdfprompt import letters.jsonl --out out                    images beside the file
  pdfprompt import letters.jsonl --assets ~/letters --json    images elsewhere

Exit codes: 0 imported, 2 the file or the call is wrong, or the batch is there already, 130 interrupted.`,
    )
    .action(act(runImport));
}

async function runExport(context: CommandContext, text: string, flags: ExportFlags): Promise<number> {
  const queue = new Queue(queueFile(context, flags));
  try {
    const id = batchNamed(queue, text);
    const file = resolve(context.cwd, flags.to);
    const progress = progressOf("written");
    const { jobs, rejected, unchanged } = await exportBatch(queue, id, {
      file,
      signal: context.interrupted,
      onProgress: progress,
    });
    if (flags.json) await print(JSON.stringify({ batch: id, file, jobs, rejected, unchanged }));
    else await print(`${count(jobs)} jobs of batch ${id} in ${file}`);
    return EXIT.allDone;
  } finally {
    queue.close();
  }
}

function batchNamed(queue: Queue, text: string): string {
  if (text === "") throw new UsageError("An id of a batch is needed: render and submit print it with --json.");
  const [id, other] = queue.transfer.find(text);
  if (id === undefined) throw new UsageError(`There is no batch ${text} in the queue ${queue.file}.`);
  if (other !== undefined)
    throw new UsageError(`Several batches begin with ${text}: ${id}, ${other}, … Give more of it.`);
  return id;
}

async function runImport(context: CommandContext, path: string, flags: ImportFlags): Promise<number> {
  const file = resolve(context.cwd, path);
  const head = await lookedThrough(file, flags);
  if (!head) return EXIT.badCall;
  const queue = new Queue(queueFile(context, flags));
  try {
    const outDir = resolve(context.cwd, flags.out);
    const id = flags.again ? randomUUID() : head.id;
    const figures = await importBatch(queue, {
      head,
      records: recordsOf(file),
      id,
      contentId: await digestOf(file),
      settings: settingsOf(context, head, flags),
      assetsDir: flags.assets === undefined ? dirname(file) : resolve(context.cwd, flags.assets),
      outDir,
      signal: context.interrupted,
      notice: note,
      onProgress: progressOf("imported"),
    });
    if (flags.json) await print(JSON.stringify({ batch: id, ...figures, outDir }));
    else {
      const { jobs, queued, done, failed, cancelled, missing } = figures;
      await print(
        `${count(jobs)} jobs imported as batch ${id}: ${count(queued)} queued, ${count(done)} done, ${count(failed)} failed, ${count(cancelled)} cancelled`,
      );
      if (missing > 0) await print(`  ${count(missing)} were done, and wait again: their PDFs are not in ${outDir}`);
    }
    return EXIT.allDone;
  } catch (error) {
    if (context.interrupted.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    queue.close();
  }
}

/** Looks at every line, and tells what is wrong. @returns undefined where anything is */
async function lookedThrough(file: string, { json }: ImportFlags): Promise<BatchFileHead | undefined> {
  let head: BatchFileHead | undefined;
  let wrong = 0;
  const problems: Problem[] = [];
  const progress = progressOf("looked at");
  let seen = 0;
  for await (const item of readBatchFile(file)) {
    seen += 1;
    progress(seen);
    if (item.kind === "head") head = item.head;
    if (item.kind !== "problem") continue;
    wrong += 1;
    if (problems.length < SHOWN_FAILURES) problems.push(item.problem);
  }
  if (wrong === 0) return head;
  note(`error: nothing was imported, as ${wrong === 1 ? "this is" : "these are"} wrong:`);
  for (const problem of problems) note(formatFailure(toFailure(problem)));
  if (wrong > problems.length) note(`  … and ${count(wrong - problems.length)} more`);
  if (json) await print(JSON.stringify({ batch: null, failures: problems.map(toFailure), failureCount: wrong }));
  return undefined;
}

async function* recordsOf(file: string): AsyncGenerator<BatchRecord> {
  for await (const item of readBatchFile(file)) {
    if (item.kind === "problem") throw new UsageError(`${file} was changed while it was read. Call again.`);
    if (item.kind !== "head") yield item;
  }
}

function settingsOf(context: CommandContext, head: BatchFileHead, flags: ImportFlags): BatchSettings {
  const { templateFile, settings } = head;
  if (templateFile !== null && flags.template === undefined) {
    throw new UsageError(
      `The batch has a template file of its own, ${printable(templateFile)}: name it with --template.`,
    );
  }
  if (templateFile === null && flags.template !== undefined) {
    throw new UsageError("--template: the batch has no template file of its own. Leave it out.");
  }
  if (settings.allowScripts && !flags.allowScripts) {
    note("[pdfprompt] the batch allowed scripts in its documents: they do not run here without --allow-scripts");
  }
  return {
    ...settings,
    ...(flags.template === undefined ? {} : { template: resolve(context.cwd, flags.template) }),
    allowScripts: settings.allowScripts && flags.allowScripts,
  };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** Tells every two seconds how far it is. */
function progressOf(what: string): (lines: number) => void {
  let toldAt = performance.now();
  return (lines) => {
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    note(`${count(lines)} lines ${what}`);
  };
}
