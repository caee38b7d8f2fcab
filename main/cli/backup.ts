import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { backUp, checkDatabase, KEPT_BACKUPS, listBackups, openForWriting, restoreDatabase } from "../queue";
import { type CommandContext, EXIT, note, print, UsageError } from "./command-context";
import type { Act } from "./operations";
import { count } from "./progress";
import { queueFile } from "./submission";
import { wholeNumber } from "./whole-number";

interface BackupFlags {
  keep: number;
  queue?: string;
  json: boolean;
}

interface RestoreFlags {
  queue?: string;
  json: boolean;
}

/** `backup` and `restore` of the queue. */
export function addBackup(program: Command, act: Act): void {
  program
    .command("backup")
    .description("make a backup of the queue, also while it is worked on")
    .argument("[file]", "where to; it must not be there yet (default: the folder backups beside the queue)")
    .option("--keep <n>", "how many backups stay in that folder; older ones are removed", wholeNumber(1), KEPT_BACKUPS)
    .option("--queue <file>", "queue to use instead of the user's own")
    .option("--json", "print one JSON object as the last line of stdout", false)
    .addHelpText(
      "after",
      `
A backup holds all jobs with their prompts and states, not the PDFs. It is checked before it gets its name.

Examples:
  pdfprompt backup                     into backups/ beside the queue; the newest ${KEPT_BACKUPS} stay
  pdfprompt backup --keep 30 --json    as from a timer, once a day
  pdfprompt backup /mnt/nas/queue.db   to a place of your own; nothing is removed there

Exit codes: 0 made, 2 the call is wrong, or it could not be made; why is said.`,
    )
    .action(act(runBackup));
  program
    .command("restore")
    .description("put a backup in the place of the queue; what was there is moved aside")
    .argument("[file]", "the backup (default: the newest whole one in the folder backups beside the queue)")
    .option("--queue <file>", "queue to use instead of the user's own")
    .option("--json", "print one JSON object as the last line of stdout", false)
    .addHelpText(
      "after",
      `
End the window and all workers first. Jobs that were done since the backup was made wait again.

Examples:
  pdfprompt restore                     the newest backup
  pdfprompt restore /mnt/nas/queue.db   a certain one

Exit codes: 0 restored, 2 no whole backup, or the queue is in use; nothing was changed then.`,
    )
    .action(act(runRestore));
}

async function runBackup(context: CommandContext, file: string | undefined, flags: BackupFlags): Promise<number> {
  const target = file === undefined ? undefined : resolve(context.cwd, file);
  const { backup, removed } = backUp(queueFile(context, flags), { target, keep: flags.keep });
  if (flags.json) await print(JSON.stringify({ ...backup, removed }));
  else {
    const without = removed.length === 0 ? "" : `, ${count(removed.length)} older removed`;
    await print(`${megabytes(backup.bytes)} in ${backup.file}${without}`);
  }
  return EXIT.allDone;
}

async function runRestore(context: CommandContext, file: string | undefined, flags: RestoreFlags): Promise<number> {
  const queue = queueFile(context, flags);
  const backup = file === undefined ? newestWhole(queue) : resolve(context.cwd, file);
  // Of a queue that is damaged, its own table of workers may say nothing. The system knows no links.
  if (existsSync(queue) && (await openForWriting(new Set([realpathSync(queue)]))).size > 0) {
    throw new UsageError(`The queue ${queue} is open in another process. End the window and all workers first.`);
  }
  const { aside, jobs } = restoreDatabase(queue, backup);
  if (flags.json) await print(JSON.stringify({ queue, backup, aside, jobs }));
  else {
    await print(`${count(jobs)} ${jobs === 1 ? "job" : "jobs"} restored from ${backup}`);
    if (aside !== null) await print(`what was there is in ${aside}`);
  }
  return EXIT.allDone;
}

function newestWhole(queue: string): string {
  for (const { file } of listBackups(queue)) {
    const { state, problems } = checkDatabase(file);
    if (state === "healthy") return file;
    note(`[restore] passed over ${file}: ${problems.join(" ")}`);
  }
  throw new UsageError(`There is no whole backup beside ${queue}. Name one, or make one with: pdfprompt backup`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;
}
