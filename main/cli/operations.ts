import type { Command } from "commander";
import type { CommandContext } from "./command-context";
import { cancelJobs, pauseQueue, resumeQueue, retryJobs, showStatus } from "./operate";
import { wholeNumberList } from "./whole-number";

/** Makes a command's action of a function that returns an exit code. */
export type Act = <A extends unknown[]>(
  run: (context: CommandContext, ...args: A) => Promise<number>,
) => (...args: A) => Promise<void>;

/** The commands that look at the queue and change it by hand. None of them makes a PDF. */
export function addOperations(program: Command, act: Act): void {
  const add = (name: string, description: string, examples: readonly string[]) =>
    program
      .command(name)
      .description(description)
      .option("--queue <file>", "queue to use instead of the user's own")
      .option("--json", "print one JSON object as the last line of stdout", false)
      .addHelpText("after", ["", "Examples:", ...examples.map((example) => `  pdfprompt ${example}`)].join("\n"));

  add("status", "show how deep the queue is, how fast it drains, and why it stands still", [
    "status",
    "status --json",
  ]).action(act(showStatus));
  add("pause", "start nothing more, in any worker or window of this queue, until resume", [
    "pause         what runs is finished",
    "pause --now   what runs is stopped and put back in the queue",
  ])
    .option("--now", "stop what runs, too, and put it back in the queue", false)
    .action(act(pauseQueue));
  add("resume", "end a pause, by hand or for want of room on a disk", ["resume"]).action(act(resumeQueue));
  add("retry", "put failed jobs back in the queue", [
    "retry              all that failed",
    "retry 12 15        two jobs, by number",
    "retry --batch ID   what failed of one batch; render and submit print its id with --json",
  ])
    .argument("[id...]", "numbers of jobs; without any and without --batch, all failed ones", wholeNumberList)
    .option("--batch <id>", "all failed jobs of this batch")
    .action(act(retryJobs));
  add("cancel", "cancel jobs that are queued or running", [
    "cancel 12 15        two jobs, by number",
    "cancel --batch ID   what is unfinished of one batch; render and submit print its id with --json",
    "cancel --all        everything that is not finished",
  ])
    .argument("[id...]", "numbers of jobs", wholeNumberList)
    .option("--batch <id>", "all unfinished jobs of this batch")
    .option("--all", "cancel everything that is not finished", false)
    .action(act(cancelJobs));
}
