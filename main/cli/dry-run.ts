import { existsSync } from "node:fs";
import { formatLocation } from "../../shared/errors";
import { printable } from "../../shared/printable";
import { Queue } from "../queue";
import { type Preflight, preflight } from "../worker";
import { type CommandContext, EXIT, note, print } from "./command-context";
import { noteWarnings, printProblems, SHOWN_FIELDS, toFailure } from "./problems-text";
import { count, formatSeconds } from "./progress";
import { queueFile, type SubmitFlags, toSubmission } from "./submission";

const PROGRESS_MS = 2000;
/** How many names that more than one prompt wants are named, and how many of their prompts. */
const SHOWN_NAMES = 20;
const SHOWN_PROMPTS = 10;

/** `render --dry-run` and `submit --dry-run`: what the call would come to. Nothing is queued, rendered or written. */
export async function runDryRun(context: CommandContext, inputs: string[], flags: SubmitFlags): Promise<number> {
  const { readItems, outDir, settings } = toSubmission(context, inputs, flags);
  const file = queueFile(context, flags);
  // Without a queue nothing was made before, and none is begun for a look.
  const queue = existsSync(file) ? new Queue(file) : undefined;
  let seen = 0;
  const timer = setInterval(() => note(`${count(seen)} prompts looked at …`), PROGRESS_MS);
  try {
    const found = await preflight({
      items: readItems(queue),
      queue,
      outDir,
      settings,
      mainFolder: context.mainFolder,
      createdAtMs: Date.now(),
      signal: context.interrupted,
      onLook: (number) => {
        seen = number;
      },
    });
    if (flags.json) await print(JSON.stringify(toReport(found, outDir)));
    else await printReport(found, outDir);
    return exitCode(context, found);
  } finally {
    clearInterval(timer);
    queue?.close();
  }
}

function toReport({ failures, warnings, ...figures }: Preflight, outDir: string) {
  return { dryRun: true, ...figures, outDir, failures: failures.map(toFailure), warnings: warnings.map(toFailure) };
}

async function printReport(found: Preflight, outDir: string): Promise<void> {
  const { total, toRender, unchanged, rejected, composed, failing, replaced, skipped, unusedFields, estimate } = found;
  const { renamed, collisions } = found;
  const parts = [`${count(toRender)} of ${count(total)} would be rendered`];
  if (unchanged > 0) parts.push(`${count(unchanged)} unchanged`);
  if (rejected > 0) parts.push(`${count(rejected)} rejected`);
  await print(`${parts.join(", ")} → ${outDir}. Nothing was rendered, queued or written.`);
  const { seconds, bytes, basedOn } = estimate;
  const basis =
    basedOn > 0
      ? `going by the last ${count(basedOn)} PDFs of the queue`
      : "a rough guess, as the queue has made too few PDFs to go by";
  if (toRender > 0) await print(`  about ${formatSeconds(seconds)} and ${formatBytes(bytes)}, ${basis}`);
  if (composed < toRender)
    await print(`  composed, to see whether that works: ${count(composed)} of ${count(toRender)}`);
  if (failing > 0) await print(`  would fail: ${count(failing)} of ${count(composed)} composed`);
  if (renamed > 0) await print(`  names that get a number, as another prompt or a file has them: ${count(renamed)}`);
  for (const { name, isTaken, prompts } of collisions.slice(0, SHOWN_NAMES)) {
    const places = prompts.slice(0, SHOWN_PROMPTS).map((place) => printable(formatLocation(place)));
    if (prompts.length > places.length) places.push("…");
    await print(`    ${printable(name)}${isTaken ? " (taken already)" : ""}: ${places.join(", ")}`);
  }
  if (collisions.length > SHOWN_NAMES) await print("    … (--json names more)");
  if (replaced > 0) await print(`  files that are replaced: ${count(replaced)}`);
  if (skipped > 0) await print(`  names that a file has, which stays: ${count(skipped)}`);
  if (unusedFields.length > 0) {
    const names = unusedFields.slice(0, SHOWN_FIELDS).map(({ field }) => printable(field));
    await print(
      `  fields of the data that neither template nor names use: ${names.join(", ")}${unusedFields.length > SHOWN_FIELDS ? ", …" : ""}`,
    );
  }
  await printProblems(found.failures.map(toFailure), rejected + failing);
  noteWarnings(found.warnings.map(toFailure), found.warningCount);
}

/** `640 kB`, `3.2 MB` */
function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function exitCode({ interrupted }: CommandContext, { total, rejected, failing }: Preflight): number {
  if (interrupted.aborted) return EXIT.interrupted;
  if (rejected > 0 && rejected === total) return EXIT.badCall;
  return rejected + failing > 0 ? EXIT.someFailed : EXIT.allDone;
}
