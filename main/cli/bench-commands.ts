import { type Command, InvalidArgumentError, Option } from "commander";
import { MOST_LANES } from "../../shared/concurrency";
import { DOCUMENT_KINDS, type DocumentKind } from "../bench";
import { runComposingBench } from "./bench-composing";
import { runIntakeBench } from "./bench-intake";
import { runPeersBench } from "./bench-peers";
import { runQueueBench } from "./bench-queue";
import { runRenderBench } from "./bench-render";
import { runScalingBench } from "./bench-scaling";
import { runStartBench } from "./bench-start";
import { runWindowBench } from "./bench-window";
import { withExamples } from "./examples";
import type { Act } from "./operations";
import { wholeNumber } from "./whole-number";

/** `bench`: figures of this machine, with the runtime they were taken on. Each measurement is a command of its own. */
export function addBench(program: Command, act: Act): void {
  const bench = program.command("bench").description("measure on this machine");
  withExamples(
    bench,
    ["pdfprompt bench render", "how many PDFs a second, by number of lanes"],
    ["pdfprompt bench queue --json", "the queue alone, as JSON"],
  ).addHelpText("after", "\nRatios are taken within one run; absolute figures drift. See docs/benchmarks.md.");
  const add = (name: string, description: string, ...examples: string[]) =>
    withExamples(
      bench.command(name).description(description),
      ...examples.map((example) => [`pdfprompt bench ${name}${example}`] as const),
    ).option("--json", "print one JSON object as the last line of stdout", false);
  const rounds = (fallback: number) =>
    new Option("--rounds <n>", "how often each way is measured, in turns; medians are printed")
      .argParser(wholeNumber(1))
      .default(fallback);

  add(
    "render",
    "documents of four kinds through the lanes, with and without queue and disk; about two minutes",
    "",
    " --kinds one-page --lanes 1,3 --documents 100",
  )
    .option("--documents <n>", "one-page documents per measurement; of slower kinds fewer", wholeNumber(10), 300)
    .option("--kinds <list>", `which documents: ${DOCUMENT_KINDS.join(", ")}`, kinds, [...DOCUMENT_KINDS])
    .option(
      "--lanes <list>",
      "numbers of lanes, such as 1,3,8 (default: 1, 2, 3, 4 and MAX_PDF_CONCURRENCY for one-page, 3 for the others)",
      laneNumbers,
    )
    .addOption(rounds(3))
    .option("--flatness <n>", "look at memory over so many documents, too, such as 10000", wholeNumber(0), 0)
    .action(act(runRenderBench));
  add("composing", "what composing adds to a batch of one-page documents; about two minutes", " --rounds 40")
    .option("--documents <n>", "documents of a batch", wholeNumber(10), 500)
    .option("--lanes <n>", "number of lanes", wholeNumber(1, MOST_LANES), 3)
    .addOption(rounds(20))
    .action(act(runComposingBench));
  add(
    "scaling",
    "jobs that wait for their page, 1, 3, 5 and 8 at a time, with a barrier as control; about ten minutes",
    " --rounds 1 --json",
  )
    .option("--jobs-per-lane <n>", "jobs per measurement, for each that is worked on at once", wholeNumber(2), 40)
    .addOption(rounds(3))
    .action(act(runScalingBench));
  add("start", "from starting the program to its first PDF, and where the time goes", " --runs 10")
    .option("--runs <n>", "how often it is started; medians are printed", wholeNumber(1), 5)
    .action(act(runStartBench));
  add(
    "peers",
    "the same documents through Puppeteer and puppeteer-cluster, where they are installed; about two minutes",
    " --peers-from ~/peers",
  )
    .option("--documents <n>", "one-page documents per measurement; of slower ways fewer", wholeNumber(10), 200)
    .addOption(rounds(3))
    .option("--peers-from <dir>", "folder whose node_modules has them (default: the project's, then the global one)")
    .option("--chromium <path>", "Chromium for them (default: the first on the path)")
    .action(act(runPeersBench));
  add(
    "intake",
    "a long table, from the file to the queue and the first PDF, and again when three rows changed",
    " --rows 20000",
  )
    .option("--rows <n>", "rows of the table that is queued", wholeNumber(100), 100_000)
    .option("--again-rows <n>", "rows of the table that is rendered twice", wholeNumber(10), 1000)
    .action(act(runIntakeBench));
  add(
    "window",
    "the real window on a full queue: how soon it opens and follows; two to three minutes, and a display",
    "",
    " --jobs 10000 --json",
  )
    .option("--jobs <n>", "jobs in the queue", wholeNumber(100), 100_000)
    .option("--runs <n>", "how often it is started; medians are printed", wholeNumber(1), 5)
    .option("--uses <n>", "how often everything in it is used", wholeNumber(1), 10)
    .option("--seconds <n>", "how long frames are counted and waits are watched", wholeNumber(1), 5)
    .option("--documents <n>", "documents of a round, with the window and without", wholeNumber(10), 600)
    .addOption(rounds(3))
    .action(act(runWindowBench));
  add("queue", "the queue alone, on the disk of the folder for temporary files", " --rows 10000 --jobs 5000")
    .option("--rows <n>", "rows to add; claims are measured with up to ten times as many", wholeNumber(100), 100_000)
    .option("--jobs <n>", "jobs that do nothing, per measurement", wholeNumber(100), 20_000)
    .addOption(new Option("--hold-until-killed <file>").hideHelp())
    .action(act(runQueueBench));
}

function kinds(text: string): DocumentKind[] {
  return text.split(",").map((name) => {
    const kind = DOCUMENT_KINDS.find((known) => known === name.trim());
    if (!kind) throw new InvalidArgumentError(`It must be a list of ${DOCUMENT_KINDS.join(", ")}.`);
    return kind;
  });
}

function laneNumbers(text: string): number[] {
  return text.split(",").map((number) => wholeNumber(1, MOST_LANES)(number.trim()));
}
