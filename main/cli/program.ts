import { Command, Help, Option } from "commander";
import { CONFLICT_POLICIES, MOST_TIMEOUT_MS } from "../../shared/batch";
import { VERSION } from "../../shared/version";
import { addBackup } from "./backup";
import { addBench } from "./bench-commands";
import { addCombined } from "./combined";
import type { CommandContext } from "./command-context";
import { concurrencyOption } from "./concurrency";
import { addDoctor } from "./doctor";
import { withExamples } from "./examples";
import { addLogOptions } from "./log-options";
import { addManual } from "./manual";
import { type Act, addOperations } from "./operations";
import { addPageOptions } from "./page-options";
import { runRender, runSubmit } from "./render";
import { addServe } from "./serve";
import { addTransfer } from "./transfer";
import { addVerify } from "./verify";
import { addWatch } from "./watch";
import { wholeNumber } from "./whole-number";
import { runDrain, runWorker } from "./work";

/**
 * The command line of the contract.
 * @param setExitCode called with the exit code of the command that ran
 */
export function buildProgram(context: CommandContext, setExitCode: (code: number) => void): Command {
  return declareProgram(
    (run) =>
      async (...args) =>
        setExitCode(await run(context, ...args)),
  );
}

/** All commands with their options, whatever their actions do. */
export function declareProgram(act: Act): Command {
  const program = new Command("pdfprompt");
  program
    .description("Turns batches of prompts into PDFs on this machine, offline, in parallel, with nothing lost.")
    .version(VERSION, "-V, --version", "print the version")
    .exitOverride()
    .configureHelp({ optionDescription: describeOption })
    .configureOutput({ outputError: (text, write) => write(text) })
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `
Without a command, the window opens.

Examples:
  pdfprompt render letters/ --out out            every prompt in a folder
  pdfprompt render people.csv --template letter  one PDF a row
  cat prompts.jsonl | pdfprompt render -         prompts from another program

Exit codes: 0 all done, 1 some prompt failed, 2 the call or its input is wrong, 130 interrupted (the same call resumes).
Settings:   PDFPROMPT_WORKER_CONCURRENCY, MAX_PDF_CONCURRENCY, PDFPROMPT_BATCH_SIZE, PDFPROMPT_MAX_MS_PER_INVOCATION,
            PDFPROMPT_POLL_MS (see README).
Log:        PDFPROMPT_LOG_LEVEL, PDFPROMPT_LOG_FORMAT, PDFPROMPT_LOG_FILE, PDFPROMPT_LOG_PROMPTS (see docs/logs.md).`,
    );

  for (const [name, description, run] of [
    ["render", "turn files, folders or standard input (-) into PDFs", runRender],
    ["submit", "queue files, folders or standard input (-) and leave the work to a worker or the window", runSubmit],
  ] as const) {
    const command = program
      .command(name)
      .description(description)
      .argument("[input...]", "files, folders, or - for JSONL on standard input; none are needed with --data")
      .option("-o, --out <dir>", "folder for the PDFs", "out")
      .option("-t, --template <name|file>", "template for prompts that name none")
      .option("-d, --data <file>", "rows for the template, one PDF a row (CSV, TSV, JSON, JSONL)")
      .option(
        "-n, --name <pattern>",
        "names of the PDFs, from {stem} {row} {index} {title} {id} {date} {field:NAME}, such as {index|pad:4}-{title|slug}",
      )
      .addOption(
        new Option("--on-conflict <policy>", "when a file of that name is there")
          .choices(CONFLICT_POLICIES)
          .default("unique"),
      )
      .option("--timeout <ms>", "most milliseconds a document may take", wholeNumber(1, MOST_TIMEOUT_MS), 30_000)
      .option("--retries <n>", "how often a failure that may pass is tried again", wholeNumber(0, 100), 3)
      .option("--allow-scripts", "let scripts in the documents run (without network)", false)
      .option("--strict", "fail a document that has a warning, such as a missing image or glyph", false)
      .option("--reproducible", "the same input gives the same PDFs, byte for byte; honours SOURCE_DATE_EPOCH", false)
      .option(
        "--dry-run",
        "look at everything, say what would be done and what is wrong; nothing is queued or written",
        false,
      )
      .option("--queue <file>", "queue to use instead of the user's own")
      .option("--json", "print one JSON object as the last line of stdout", false);
    if (name === "render") {
      addLogOptions(addCombined(command), "warn")
        .addOption(concurrencyOption("auto"))
        .option("--zip <file>", "put the PDFs and their manifest into a ZIP file, too");
    } else {
      command
        .option("--delay <ms>", "start none of them before so many milliseconds have passed", wholeNumber(0))
        .addHelpText(
          "after",
          "\nA combined PDF or a ZIP file is made by render: the same call of it does, once the work is done.",
        );
    }
    addPageOptions(command).action(act(run));
  }

  addLogOptions(program.command("drain"), "info")
    .description("work until the queue is empty or a limit is reached")
    .option("--max-jobs <n>", "most jobs to take on (default: PDFPROMPT_BATCH_SIZE)", wholeNumber(1))
    .option("--max-ms <ms>", "take nothing on after so long (default: PDFPROMPT_MAX_MS_PER_INVOCATION)", wholeNumber(1))
    .addOption(concurrencyOption("3"))
    .option("--queue <file>", "queue to use instead of the user's own")
    .option("--json", "print one JSON object as the last line of stdout", false)
    .action(act(runDrain));
  addLogOptions(program.command("worker"), "info")
    .description("work on the queue until stopped (Ctrl-C)")
    .addOption(concurrencyOption("3"))
    .option("--queue <file>", "queue to use instead of the user's own")
    .action(act(runWorker));
  addServe(program, act);
  addWatch(program, act);
  addOperations(program, act);
  addBackup(program, act);
  addTransfer(program, act);
  addVerify(program, act);
  addDoctor(program, act);
  addBench(program, act);
  addManual(program, act);

  for (const command of program.commands) {
    const examples = EXAMPLES[command.name()];
    if (examples) withExamples(command, ...examples);
  }
  // Errors of subcommands end in an exception, too, instead of in process.exit.
  for (const command of program.commands) command.exitOverride();
  return program;
}

/** That a switch is off until it is given needs no words. */
function describeOption(option: Option): string {
  return option.defaultValue === false ? option.description : new Help().optionDescription(option);
}

/** Of the commands that are declared here. */
const EXAMPLES: Record<string, readonly (readonly [call: string, says: string])[]> = {
  render: [
    ["pdfprompt render letters/", "every prompt of a folder, into out/"],
    ["pdfprompt render offer.md --out pdfs --page-size A5", "one file, on small pages"],
    ["pdfprompt render people.csv --template letter --name '{stem}-{row}'", "one PDF a row"],
    ["pdfprompt render chapters/ --combined book.pdf", "one PDF of all, too"],
    ["pdfprompt render letters/ --dry-run", "what would be done, and what is wrong"],
    ["cat prompts.jsonl | pdfprompt render - --json", "prompts from another program, figures for it"],
  ],
  submit: [
    ["pdfprompt submit letters/ --out pdfs", "queue a folder"],
    ["pdfprompt submit people.csv --template letter --json", "with the id of the batch, for status and cancel"],
    ["pdfprompt submit report.md --delay 3600000", "not within the next hour"],
  ],
  drain: [
    ["pdfprompt drain", "what fits into PDFPROMPT_BATCH_SIZE and PDFPROMPT_MAX_MS_PER_INVOCATION"],
    ["pdfprompt drain --max-jobs 500 --max-ms 600000", "up to 500 jobs, for ten minutes"],
  ],
  worker: [
    ["pdfprompt worker", "three at once"],
    ["pdfprompt worker --concurrency auto", "as many as are fastest on this machine"],
  ],
};
