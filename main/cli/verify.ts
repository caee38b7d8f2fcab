import { resolve } from "node:path";
import type { Command } from "commander";
import { printable } from "../../shared/printable";
import { findManifest, type VerifyCounts, type VerifyFinding, verifyManifest } from "../worker";
import { type CommandContext, EXIT, note, print, UsageError } from "./command-context";
import { withExamples } from "./examples";
import type { Act } from "./operations";
import { count } from "./progress";

/** How many findings of a kind are named; the counts tell of all. */
const SHOWN = { text: 50, json: 1000 } as const;
const PROGRESS_MS = 2000;

type Kind = VerifyFinding["kind"];

/** `verify`: are the PDFs of a folder still what was made? */
export function addVerify(program: Command, act: Act): void {
  const verify = program
    .command("verify")
    .description("hold PDFs against the manifest of their folder: there, unchanged, whole")
    .argument("[folder|manifest...]", "folders with a manifest.jsonl, or manifests (default: out)")
    .option("--json", "print one JSON object as the last line of stdout", false)
    .action(act(runVerify));
  withExamples(
    verify,
    ["pdfprompt verify", "the PDFs in out/"],
    ["pdfprompt verify pdfs old/manifest.jsonl", "a folder, and another by its manifest"],
  ).addHelpText(
    "after",
    `
PDFs that no manifest tells of are named, and are no fault.
Exit codes: 0 all whole, 1 something is missing, changed or no PDF, 2 no manifest, or the call is wrong, 130 interrupted.`,
  );
}

async function runVerify(context: CommandContext, paths: string[], flags: { json: boolean }): Promise<number> {
  const manifests = [...new Set((paths.length > 0 ? paths : ["out"]).map((path) => manifestOf(context, path)))];
  const counts: VerifyCounts = { outputs: 0, whole: 0, badLines: 0, bytes: 0 };
  const found: Record<Kind, number> = { missing: 0, changed: 0, invalid: 0, extra: 0 };
  const shown: Record<Kind, VerifyFinding[]> = { missing: [], changed: [], invalid: [], extra: [] };
  const startedAt = performance.now();
  const timer = setInterval(() => {
    note(`${count(counts.outputs)} PDFs looked at, ${count(counts.outputs - counts.whole)} not whole`);
  }, PROGRESS_MS);
  try {
    for (const manifest of manifests) {
      for await (const finding of verifyManifest(manifest, counts, context.interrupted)) {
        found[finding.kind] += 1;
        if (shown[finding.kind].length < SHOWN.json) shown[finding.kind].push(finding);
      }
    }
  } finally {
    clearInterval(timer);
  }
  if (context.interrupted.aborted) return EXIT.interrupted;
  if (counts.outputs === 0 && counts.badLines > 0)
    throw new UsageError(
      `${manifests.join(", ")}: no line of this is one of a manifest. Name a folder that PDFs were rendered into.`,
    );
  const isWhole = found.missing + found.changed + found.invalid + counts.badLines === 0;
  const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(3));
  if (flags.json) {
    const figures = { outputs: counts.outputs, whole: counts.whole, badLines: counts.badLines, ...found };
    const findings = Object.values(shown).flat();
    await print(JSON.stringify({ ok: isWhole, manifests, ...figures, bytes: counts.bytes, seconds, findings }));
  } else await printFindings({ counts, found, shown, seconds, manifests });
  return isWhole ? EXIT.allDone : EXIT.someFailed;
}

function manifestOf({ cwd }: CommandContext, path: string): string {
  const manifest = findManifest(resolve(cwd, path));
  if (manifest) return manifest;
  throw new UsageError(`There is no manifest at ${resolve(cwd, path)}. Name a folder that PDFs were rendered into.`);
}

async function printFindings({
  counts,
  found,
  shown,
  seconds,
  manifests,
}: {
  counts: VerifyCounts;
  found: Record<Kind, number>;
  shown: Record<Kind, VerifyFinding[]>;
  seconds: number;
  manifests: readonly string[];
}): Promise<void> {
  const parts = [`${count(counts.whole)} of ${count(counts.outputs)} whole`];
  for (const kind of ["missing", "changed", "invalid", "extra"] as const) {
    if (found[kind] > 0) parts.push(`${count(found[kind])} ${kind}`);
  }
  await print(`${parts.join(", ")} in ${seconds.toFixed(1)} s → ${manifests.join(", ")}`);
  if (counts.badLines > 0) await print(`  ${count(counts.badLines)} lines of the manifest cannot be read`);
  for (const kind of ["missing", "changed", "invalid", "extra"] as const) {
    for (const finding of shown[kind].slice(0, SHOWN.text)) {
      const what = finding.kind === "extra" ? "no manifest tells of it" : finding.message;
      // A manifest is not trusted: what would steer the terminal does not.
      await print(`  ${printable(finding.output)}: ${what} (${kind})`);
    }
    if (found[kind] > SHOWN.text) await print(`  … and ${count(found[kind] - SHOWN.text)} more ${kind}`);
  }
}
