import { type Command, Option } from "commander";
import { ERROR_CODES } from "../../shared/errors";
import type { CommandContext } from "./command-context";
import { withExamples } from "./examples";
import { cancelJobs, pauseQueue, resumeQueue, retryJobs } from "./operate";
import { showStatus } from "./status";
import { wholeNumber, wholeNumberList } from "./whole-number";

/** Makes a command's action of a function that returns an exit code. */
export type Act = <A extends unknown[]>(
  run: (context: CommandContext, ...args: A) => Promise<number>,
) => (...args: A) => Promise<void>;

/** The commands that look at the queue and change it by hand. None of them makes a PDF. */
export function addOperations(program: Command, act: Act): void {
  const add = (name: string, description: string, ...examples: (readonly [call: string, says: string])[]) =>
    withExamples(program.command(name).description(description), ...examples)
      .option("--queue <file>", "queue to use instead of the user's own")
      .option("--json", "print one JSON object as the last line of stdout", false);

  add(
    "status",
    "show how deep the queue is, how fast it drains, and why it stands still; or batches, and jobs by number",
    ["pdfprompt status", "the whole queue, and the last hour"],
    ["pdfprompt status --batches", "the last batches, with their ids"],
    ["pdfprompt status --batch ID --watch", "one batch, until it has ended"],
    ["pdfprompt status --failed --code load-timeout", "what failed, and why"],
    ["pdfprompt status 12 15 --json", "two jobs, by number"],
  )
    .argument("[id...]", "numbers of jobs", wholeNumberList)
    .option("--batch <id>", "one batch; render and submit print its id with --json")
    .option("--batches", "the batches, newest first", false)
    .option("--failed", "the failed jobs with their numbers, of all batches or of --batch", false)
    .addOption(codeOption("of the failed jobs, those with this code"))
    .option("--limit <n>", "how many batches or failed jobs are listed (default: 20)", wholeNumber(1, 100_000))
    .option(
      "--watch",
      "show it again whenever it changes; ends with a batch or jobs that are named, 0 if all are done",
      false,
    )
    .action(act(showStatus));
  add(
    "pause",
    "start nothing more, in any worker or window of this queue, until resume",
    ["pdfprompt pause", "what runs is finished"],
    ["pdfprompt pause --now", "what runs is stopped and put back in the queue"],
  )
    .option("--now", "stop what runs, too, and put it back in the queue", false)
    .action(act(pauseQueue));
  add("resume", "end a pause, by hand or for want of room on a disk", ["pdfprompt resume", "go on"]).action(
    act(resumeQueue),
  );
  add(
    "retry",
    "put failed jobs back in the queue",
    ["pdfprompt retry", "all that failed"],
    ["pdfprompt retry 12 15", "two jobs, by number"],
    ["pdfprompt retry --batch ID", "what failed of one batch; status --batches lists their ids"],
    ["pdfprompt retry --code load-timeout", "what was too slow, of all batches"],
  )
    .argument(
      "[id...]",
      "numbers of jobs, failed or cancelled; without any, --batch and --code, all failed ones",
      wholeNumberList,
    )
    .option("--batch <id>", "all failed jobs of this batch")
    .addOption(codeOption("those that failed with this code"))
    .action(act(retryJobs));
  add(
    "cancel",
    "cancel jobs that are queued or running",
    ["pdfprompt cancel 12 15", "two jobs, by number"],
    ["pdfprompt cancel --batch ID", "what is unfinished of one batch; status --batches lists their ids"],
    ["pdfprompt cancel --all", "everything that is not finished"],
  )
    .argument("[id...]", "numbers of jobs", wholeNumberList)
    .option("--batch <id>", "all unfinished jobs of this batch")
    .option("--all", "cancel everything that is not finished", false)
    .action(act(cancelJobs));
}

function codeOption(description: string): Option {
  return new Option("--code <code>", description).choices(ERROR_CODES);
}
