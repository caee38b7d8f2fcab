import { benchQueue, holdUntilKilled, type QueueFigures } from "../bench";
import { reportBench, table } from "./bench-output";
import { type CommandContext, note } from "./command-context";
import { count } from "./progress";

export interface QueueBenchFlags {
  rows: number;
  jobs: number;
  /** Set where this process is the one that is to be killed, see {@link holdUntilKilled}. */
  holdUntilKilled?: string;
  json: boolean;
}

/** `bench queue`: figures of the queue alone, with the machine and the runtime they were taken on. */
export async function runQueueBench(context: CommandContext, flags: QueueBenchFlags): Promise<number> {
  const { rows, jobs } = flags;
  if (flags.holdUntilKilled !== undefined) return holdUntilKilled(flags.holdUntilKilled, rows);
  const figures = await benchQueue({
    rows,
    jobs,
    mainFolder: context.mainFolder,
    holdArguments: (file) => ["bench", "queue", "--rows", String(rows), "--hold-until-killed", file],
    onStep: (line) => note(`[bench] ${line} …`),
  });
  return reportBench({ bench: "queue", title: "The queue alone", json: flags.json, figures, tables });
}

/** The figures for people, one table a measurement. */
function tables({ enqueue, noOp, claim, addToStart, recovery, fsyncsPerJob }: QueueFigures): string[] {
  const whole = (figure: number) => count(Math.round(figure));
  return [
    table(`Adding ${count(enqueue.rows)} jobs, rows per second`, [
      [whole(enqueue.inChunksOf500), "transactions of 500"],
      [whole(enqueue.inChunksOf5000), "transactions of 5,000"],
      [whole(enqueue.submit), "the whole of submit, prompts from memory"],
    ]),
    table(
      `Jobs that do nothing, per second (synchronous FULL, and NORMAL for comparison)`,
      (["queue", "worker"] as const).flatMap((way) =>
        (["1", "64"] as const).map((flight): [string, string, string] => {
          const { FULL, NORMAL } = noOp[way][flight];
          return [
            whole(FULL),
            whole(NORMAL),
            `${way === "queue" ? "claim and complete" : "a worker"}, ${flight} in flight`,
          ];
        }),
      ),
    ),
    table("One claim with its fsync, milliseconds (p50, p99)", [
      ...claim.depths.flatMap(({ queued, of1, of5 }): string[][] => [
        [of1.p50Ms.toFixed(2), of1.p99Ms.toFixed(2), `of 1 job, ${count(queued)} queued`],
        [of5.p50Ms.toFixed(2), of5.p99Ms.toFixed(2), `of 5 jobs, ${count(queued)} queued`],
      ]),
      ["", `${claim.p99Ratio.of1.toFixed(2)} ×`, "p99 of the deepest queue against the smallest, 1 job"],
      ["", `${claim.p99Ratio.of5.toFixed(2)} ×`, "the same, 5 jobs"],
    ]),
    table("From adding a job to its start in an idle worker, milliseconds (p50, p99)", [
      [addToStart.p50Ms.toFixed(2), addToStart.p99Ms.toFixed(2), "add to start"],
      [
        addToStart.fsync.p50Ms.toFixed(2),
        addToStart.fsync.p99Ms.toFixed(2),
        "one page written and synced on this disk",
      ],
    ]),
    table(
      `Taking over ${count(recovery.rows)} jobs from a killed process (${recovery.held} held, log of ${whole(recovery.walMb)} MB), milliseconds`,
      [
        [recovery.openMs.toFixed(1), "open"],
        [recovery.recoverMs.toFixed(1), "put back what it held"],
        [recovery.claimMs.toFixed(1), "first claim"],
        [recovery.totalMs.toFixed(1), "in all"],
      ],
    ),
    fsyncsPerJob === null
      ? "Fsyncs per job: not measured (strace is missing or may not watch this process)"
      : table("Fsyncs per job (1 and 64 in flight)", [
          [fsyncsPerJob.queue[1].toFixed(2), fsyncsPerJob.queue[64].toFixed(2), "claim and complete"],
          [
            fsyncsPerJob.published[1].toFixed(2),
            fsyncsPerJob.published[64].toFixed(2),
            "a worker that publishes files",
          ],
        ]),
  ];
}
