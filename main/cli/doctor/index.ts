import { homedir, tmpdir } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import { app } from "electron";
import { VERSION } from "../../../shared/version";
import { inspectQueue } from "../../queue";
import { type CommandContext, EXIT, note, print } from "../command-context";
import { withExamples } from "../examples";
import type { Act } from "../operations";
import { electronSource } from "../runtime";
import { queueFile } from "../submission";
import { type CheckResult, looked } from "./finding";
import { inspectMachine } from "./machine";
import { checkQueue, processesWith } from "./queue";
import { repairQueue } from "./repair";
import { describeReport, makeReport } from "./report";
import { type Trial, tryOnePdf } from "./trial";

interface DoctorFlags {
  out: string;
  queue?: string;
  repair: boolean;
  json: boolean;
}

/** `doctor`: what keeps the app from working on this machine, and the command that mends it. */
export function addDoctor(program: Command, act: Act): void {
  const doctor = program
    .command("doctor")
    .description("find out whether everything needed is there and works, and how to mend what does not")
    .option("-o, --out <dir>", "folder for PDFs to look at", "out")
    .option("--queue <file>", "queue to look at instead of the user's own")
    .option(
      "--repair",
      "put the newest whole backup in the place of a damaged queue, or begin a new one; nothing is deleted",
      false,
    )
    .option("--json", "print one JSON object as the last line of stdout", false)
    .action(act(runDoctor));
  withExamples(
    doctor,
    ["pdfprompt doctor", "one line for each thing that was looked at"],
    ["pdfprompt doctor --out /mnt/share/pdfs", "can PDFs be written there?"],
    ["pdfprompt doctor --queue jobs.db --repair", "when a queue is damaged"],
  ).addHelpText(
    "after",
    "\nExit codes: 0 everything works, perhaps with warnings; 1 something is wrong. docs/doctor.md explains each finding.",
  );
}

async function runDoctor(context: CommandContext, flags: DoctorFlags): Promise<number> {
  const file = queueFile(context, flags);
  if (flags.repair) repair(file);
  const health = inspectQueue(file);
  // Who holds it is looked for at once: it may be gone in a moment.
  const database = checkQueue(file, health);
  const machine = await inspectMachine({
    executable: process.execPath,
    isRunning: !app.commandLine.hasSwitch("no-sandbox"),
    isRoot: process.getuid?.() === 0,
    environment: process.env,
    home: homedir(),
    mainFolder: context.mainFolder,
    queueFile: file,
    outDir: resolve(context.cwd, flags.out),
    tempDir: tmpdir(),
    newestMs: health.newestMs ?? undefined,
  });
  const trial = await tryOnePdf(context);
  const results = [...machine.results, database, ...lookedAt(trial)];
  const report = makeReport(
    {
      electron: {
        path: process.execPath,
        version: process.versions.electron,
        chromium: process.versions.chrome,
        source: electronSource(),
      },
      node: process.versions.node,
      v8: process.versions.v8,
      sqlite: trial.sqlite,
      version: VERSION,
      queue: file,
      fastLane: trial.fastLane,
    },
    machine,
    results,
  );
  await print(flags.json ? JSON.stringify(report) : describeReport(report, results));
  return report.ok ? EXIT.allDone : EXIT.someFailed;
}

function repair(file: string): void {
  const users = processesWith(file);
  if (users.length > 0) {
    note(`nothing was repaired: end what has the queue open first, process ${users.join(", ")}`);
    return;
  }
  const repaired = repairQueue(file);
  if (repaired === undefined) {
    note("nothing was repaired: the queue is not damaged");
    return;
  }
  const instead = repaired.backup === undefined ? "a new one is begun" : `${repaired.backup} has its place`;
  note(`the damaged queue is now ${repaired.aside}; ${instead}. Run the calls again that had not ended`);
}

/** What the trial tells, as checks. */
function lookedAt({ problem, fastLane }: Trial): CheckResult[] {
  const made = looked("one PDF", problem === undefined ? "made the whole way" : "could not be made");
  if (problem !== undefined) {
    made.problems.push({
      code: "pdf-failed",
      what: `Making one PDF failed: ${problem}`,
      why: "Nothing can be rendered as long as this fails.",
      fix: "Mend the other problems first. Is there none: PDFPROMPT_CHROMIUM_LOG=1 pdfprompt doctor shows what Chromium says",
    });
  }
  const injected = "on, an injected document is printed like one navigated to";
  const lane = looked(
    "fast lane",
    fastLane.on ? injected : `off${fastLane.reason === null ? ", as nothing was rendered" : ""}`,
  );
  if (fastLane.reason !== null) {
    lane.warnings.push({
      code: "fast-lane-off",
      what: `The fast lane is off: ${fastLane.reason}`,
      why: "PDFs are the same, but every document is navigated to, which takes several times as long.",
      fix: "Use the Electron that this version is made for: unset PDFPROMPT_ELECTRON, then npm run setup",
    });
  }
  return [made, lane];
}
