// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of source, as they stand there
import type { Guard } from "./support/mutate";

/** A protection, and the ordinary tests that miss it when it is gone. */
export interface UnitGuard extends Guard {
  /** Test files, relative to the project. */
  tests: readonly string[];
}

const QUEUE = "main/queue/queue.ts";
const STATEMENTS = "main/queue/statements.ts";
const WORKER = "main/worker/worker.ts";
const RUN_JOB = "main/worker/run-job.ts";
const PUBLISH = "main/publish/publish.ts";
const PLANNER = "main/worker/planner.ts";
const MAKE_ROOM = "main/worker/make-room.ts";
const QUEUE_TESTS = ["tests/main/queue/queue.test.ts"];
const STATE_TESTS = ["tests/main/queue/states.test.ts"];
const WORKER_TESTS = ["tests/main/worker/worker.test.ts"];
const PUBLISH_TESTS = ["tests/main/publish/publish.test.ts"];
const WITHOUT_LINKS_TESTS = ["tests/main/publish/without-links.test.ts"];
const SUBMIT_TESTS = ["tests/main/worker/submit.test.ts"];
const DISK_TESTS = ["tests/reliability/disk-full.test.ts"];

/** Every protection that ordinary tests can miss. Those that only a kill or a power cut shows are in guards.ts. */
export const UNIT_GUARDS: readonly UnitGuard[] = [
  // The fence
  {
    name: "a write names the attempt that holds the job",
    file: STATEMENTS,
    find: "AND attempt = @attempt AND worker_id",
    replace: "AND worker_id",
    tests: QUEUE_TESTS,
  },
  {
    name: "a write names the worker that holds the job",
    file: STATEMENTS,
    find: "AND worker_id = @workerId AND state = 'claimed'\";",
    replace: "AND state = 'claimed'\";",
    tests: QUEUE_TESTS,
  },
  {
    name: "a write names the state it comes from",
    file: STATEMENTS,
    find: "worker_id = @workerId AND state = 'claimed'\";",
    replace: 'worker_id = @workerId";',
    tests: STATE_TESTS,
  },
  {
    name: "what was refused is told to the worker",
    file: QUEUE,
    find: "if (moved === undefined) return false;",
    replace: "if (moved === undefined) return true;",
    tests: QUEUE_TESTS,
  },
  {
    name: "a refused result is taken back",
    file: WORKER,
    find: "this.#untilDone(publisher.retract(outDir, published));",
    replace: "proofs.push(published.proof ?? outDir);",
    tests: WORKER_TESTS,
  },
  // Claims
  {
    name: "only what is ready is claimed",
    file: "main/queue/claim-sql.ts",
    find: "AND is_ready = 1 ORDER BY",
    replace: "AND is_ready IN (0, 1) ORDER BY",
    tests: QUEUE_TESTS,
  },
  {
    name: "a paused queue gives nothing",
    file: QUEUE,
    find: "slots > 0 && pause === undefined ?",
    replace: "slots > 0 ?",
    tests: QUEUE_TESTS,
  },
  {
    name: "a suspect is claimed by a worker only that holds nothing",
    file: QUEUE,
    find: "if (rows.length === 0 && held === 0) rows",
    replace: "if (rows.length === 0) rows",
    tests: QUEUE_TESTS,
  },
  {
    name: "nothing is claimed beside a suspect",
    file: WORKER,
    find: "isOver() || isAlone ? 0",
    replace: "isOver() ? 0",
    tests: WORKER_TESTS,
  },
  {
    name: "the clock of turns goes on with the claims",
    file: QUEUE,
    find: "this.#statements.advanceClock.run(priority, turn);",
    replace: ";",
    tests: QUEUE_TESTS,
  },
  {
    name: "a batch goes on at its own last turn",
    file: "main/queue/turns.ts",
    find: "this.#statements.setNextTurn.run(this.#batch, priority, turn);",
    replace: ";",
    tests: QUEUE_TESTS,
  },
  {
    name: "one slow job keeps no slot but its own",
    file: WORKER,
    find: "this.#lookAhead.jobs - this.#running.size;",
    replace:
      "this.#lookAhead.jobs - this.#running.size;\n        if (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ done }) => done));",
    tests: WORKER_TESTS,
  },
  {
    name: "a drain takes on no more jobs than it was told",
    file: WORKER,
    find: "Math.min(free, run.maxJobs - this.#counts.claimed)",
    replace: "free",
    tests: WORKER_TESTS,
  },
  // Death
  {
    name: "a pid is told from an earlier process by its start",
    file: "main/queue/process-identity.ts",
    find: "|| now.start === start;",
    replace: "|| true;",
    tests: QUEUE_TESTS,
  },
  {
    name: "a living process keeps its jobs",
    file: QUEUE,
    find: "this.#isAlive({ pid: Number(pid), start: String(process_start) })",
    replace: "false",
    tests: ["tests/main/queue/model.test.ts"],
  },
  {
    name: "a worker of this process keeps its jobs",
    file: QUEUE,
    find: "if (pid === process.pid) return ownWorkers.has(String(id));",
    replace: "if (pid === process.pid) return false;",
    tests: QUEUE_TESTS,
  },
  {
    name: "the death of a process is counted",
    file: STATEMENTS,
    find: "${READY}, interrupts = interrupts + 1",
    replace: "${READY}",
    tests: QUEUE_TESTS,
  },
  {
    name: "a job that ends its process again and again is failed",
    file: STATEMENTS,
    find: "interrupts >= ${MAX_INTERRUPTS - 1} AND",
    replace: "interrupts >= 1000 AND",
    tests: QUEUE_TESTS,
  },
  {
    name: "a cancelled job is not failed by the death of its process",
    file: STATEMENTS,
    find: " AND cancel_requested = 0\n",
    replace: "\n",
    tests: QUEUE_TESTS,
  },
  {
    name: "the files of a dead attempt are cleared away before its job is given to others",
    file: WORKER,
    find: "publisher.sweep(attempt.outDir, attempt.output, attemptToken(attempt));",
    replace: "Promise.resolve();",
    tests: WORKER_TESTS,
  },
  {
    name: "the temporary file of a job that was done just before the end goes",
    file: WORKER,
    find: "if (proofs.length > 0) await publisher.settle(proofs);",
    replace: "void proofs;",
    tests: WORKER_TESTS,
  },
  // Errors
  {
    name: "what another attempt cannot cure fails at once",
    file: RUN_JOB,
    find: "!isTransient(problem.code) || error instanceof LimitError || job.failures >= retries",
    replace: "error instanceof LimitError || job.failures >= retries",
    tests: WORKER_TESTS,
  },
  {
    name: "retries end",
    file: RUN_JOB,
    find: "!isTransient(problem.code) || error instanceof LimitError || job.failures >= retries",
    replace: "!isTransient(problem.code) || error instanceof LimitError",
    tests: WORKER_TESTS,
  },
  {
    name: "retries wait longer each time",
    file: RUN_JOB,
    find: "SECOND_MS * 2 ** failures",
    replace: "SECOND_MS * failures",
    tests: WORKER_TESTS,
  },
  {
    name: "what failed together is not tried again together",
    file: RUN_JOB,
    find: "0.85 + 0.3 * random()",
    replace: "1 + 0 * random()",
    tests: WORKER_TESTS,
  },
  {
    name: "a retry that another clock put off is let in",
    file: QUEUE,
    find: "this.#statements.promoteStranded.run({ now });",
    replace: ";",
    tests: QUEUE_TESTS,
  },
  {
    name: "an error of the queue takes back what was published",
    file: WORKER,
    find: "const ended = this.#ended.splice(0);",
    replace: "const ended = this.#ended.splice(0, 0);",
    tests: WORKER_TESTS,
  },
  {
    name: "an endless loop goes on after an error of the queue",
    file: WORKER,
    find: "await sleep(RESTART_MS, undefined, { signal }).catch(() => undefined);",
    replace: "throw error;",
    tests: WORKER_TESTS,
  },
  // By hand
  {
    name: "a cancel is not forgotten when the attempt ends otherwise",
    file: STATEMENTS,
    find: "`state = CASE WHEN cancel_requested = 1 THEN 'cancelled' ELSE 'queued' END,",
    replace: "`state = 'queued',",
    tests: QUEUE_TESTS,
  },
  {
    name: "a cancelled job is stopped",
    file: WORKER,
    find: 'this.#running.get(id)?.controller.abort("cancel");',
    replace: "void id;",
    tests: WORKER_TESTS,
  },
  {
    name: "what runs is given up when the queue is paused with “stop now”",
    file: WORKER,
    find: 'if (this.#pause?.kind === "now") this.#giveUpRunning();',
    replace: ";",
    tests: WORKER_TESTS,
  },
  {
    name: "what was stopped is put back without blame",
    file: RUN_JOB,
    find: 'signal.reason === "stop" ? { kind: "release" } :',
    replace: "",
    tests: WORKER_TESTS,
  },
  {
    name: "only failed jobs are put back by hand",
    file: STATEMENTS,
    find: "requeue: db.prepare(`UPDATE job SET ${FRESH} WHERE id = ? AND state = 'failed'",
    replace: "requeue: db.prepare(`UPDATE job SET ${FRESH} WHERE id = ? AND worker_id IS NULL",
    tests: QUEUE_TESTS,
  },
  {
    name: "a cancelled job is not put back where another has its name",
    file: STATEMENTS,
    find: "AND state = 'cancelled' AND ${NAME_IS_FREE}",
    replace: "AND state = 'cancelled'",
    tests: QUEUE_TESTS,
  },
  {
    name: "only failed jobs are put back by their code",
    file: STATEMENTS,
    find: "state = 'failed' AND error_code = @code AND",
    replace: "worker_id IS NULL AND error_code = @code AND",
    tests: ["tests/main/queue/overview.test.ts"],
  },
  // Full disks
  {
    name: "a full disk of the outputs is no failure of the job",
    file: RUN_JOB,
    find: "if (isDiskFull(error)) return undefined;",
    replace: ";",
    tests: DISK_TESTS,
  },
  {
    name: "a full disk pauses the queue",
    file: QUEUE,
    find: 'if (outcome.kind === "release" && outcome.noRoom) this.#pauseForRoom(outcome.noRoom);',
    replace: ";",
    tests: QUEUE_TESTS,
  },
  {
    name: "a full disk does not replace a pause by hand",
    file: STATEMENTS,
    find: "INSERT INTO setting VALUES ('paused', ?) ON CONFLICT DO NOTHING",
    replace: "INSERT OR REPLACE INTO setting VALUES ('paused', ?)",
    tests: QUEUE_TESTS,
  },
  {
    name: "room on the disk does not end a pause by hand",
    file: STATEMENTS,
    find: "name = 'paused' AND json_extract(value, '$.kind') = 'disk-full'",
    replace: "name = 'paused'",
    tests: QUEUE_TESTS,
  },
  {
    name: "a full disk of the queue ends no worker",
    file: WORKER,
    find: "      if (!isDiskFull(error)) throw error;\n      this.#setStalled(error);",
    replace: "      throw error;",
    tests: DISK_TESTS,
  },
  {
    name: "prompts that find no room in the queue wait",
    file: "main/worker/room.ts",
    find: "if (!isDiskFull(error) || signal?.aborted) throw error;",
    replace: "throw error;",
    tests: DISK_TESTS,
  },
  // Retention
  {
    name: "nothing of an unfinished batch is forgotten",
    file: STATEMENTS,
    find: "WHERE batch = job.batch AND state IN ('queued', 'claimed') AND jobs > 0\n      ) LIMIT @limit",
    replace: "WHERE 0\n      ) LIMIT @limit",
    tests: QUEUE_TESTS,
  },
  {
    name: "what proves an output outlives its job",
    file: QUEUE,
    find: "        this.#statements.keepProof.run(id);\n        this.#statements.remove.run(id);",
    replace: "        this.#statements.remove.run(id);",
    tests: QUEUE_TESTS,
  },
  {
    name: "what proves an output outlives a job that another takes the place of",
    file: QUEUE,
    find: "this.#statements.keepProof.run(id);\n        const row",
    replace: "const row",
    tests: ["tests/main/queue/queue.test.ts", "tests/main/worker/submit.test.ts"],
  },
  // Opening
  {
    name: "a database of a newer program is refused",
    file: "main/queue/database.ts",
    find: "if (version() > MIGRATIONS.length) {",
    replace: "if (version() > 1e9) {",
    tests: QUEUE_TESTS,
  },
  {
    name: "every commit is synced",
    file: "main/queue/database.ts",
    find: "connection.pragma(`synchronous = ${synchronous}`);",
    replace: 'connection.pragma("synchronous = NORMAL");',
    tests: QUEUE_TESTS,
  },
  {
    name: "a migration is whole or not at all",
    file: "main/queue/database.ts",
    find: `  connection
    .transaction(() => {
      for (const step of MIGRATIONS.slice(version())) connection.exec(step);
      connection.pragma(\`user_version = \${MIGRATIONS.length}\`);
    })
    .immediate();`,
    replace: `  for (const step of MIGRATIONS.slice(version())) connection.exec(step);
  connection.pragma(\`user_version = \${MIGRATIONS.length}\`);`,
    tests: ["tests/main/queue/migrations.test.ts"],
  },
  {
    name: "figures are counted when they are committed, and once",
    file: QUEUE,
    find: "if (!result.refused.includes(finish)) this.#statistics.count(finish);",
    replace: "this.#statistics.count(finish);\n    for (const finish of finished) this.#statistics.count(finish);",
    tests: ["tests/main/queue/statistics.test.ts"],
  },
  // Publishing
  {
    name: "a name that is taken is not overwritten",
    file: PUBLISH,
    find: "    linkSync(temporary, target);",
    replace: "    renameSync(temporary, target);",
    tests: PUBLISH_TESTS,
  },
  {
    name: "a name that is taken is not overwritten, where a file can have one name only",
    file: PUBLISH,
    find: 'closeSync(openSync(target, "wx", 0o644));',
    replace: 'closeSync(openSync(target, "w", 0o644));',
    tests: WITHOUT_LINKS_TESTS,
  },
  {
    name: "only a file that is proven to be its own is taken back",
    file: PUBLISH,
    find: "if (proves(proof, join(outDir, output))) removeIfThere",
    replace: "removeIfThere",
    tests: PUBLISH_TESTS,
  },
  {
    name: "only a file that is proven to be its own is swept",
    file: PUBLISH,
    find: "if (!existsSync(target) || !proves(proof, target)) continue;",
    replace: "if (!existsSync(target)) continue;",
    tests: [...PUBLISH_TESTS, ...WITHOUT_LINKS_TESTS],
  },
  {
    name: "the hash of a file proves whose it is",
    file: PUBLISH,
    find: 'readFileSync(proof, "utf8") === sha256Of(content)',
    replace: "true",
    tests: WITHOUT_LINKS_TESTS,
  },
  {
    name: "a name without content is given up",
    file: PUBLISH,
    find: "content.byteLength === 0 ||",
    replace: "",
    tests: WITHOUT_LINKS_TESTS,
  },
  {
    name: "nothing is published that was given up",
    file: RUN_JOB,
    find: 'if (signal.aborted) throw new PdfPromptError("cancelled", "The job was cancelled before it was published.");',
    replace: ";",
    tests: WORKER_TESTS,
  },
  {
    name: "a PDF without pages is no result",
    file: RUN_JOB,
    find: 'if (pages === 0) throw new PdfPromptError("print-failed", "Chromium returned a PDF without pages.");',
    replace: ";",
    tests: WORKER_TESTS,
  },
  // Submitting
  {
    name: "a prompt is queued once",
    file: PLANNER,
    find: "if (twin && isEqual(twin.found.prompt, prompt)) {",
    replace: "if (!twin && isEqual(prompt, prompt) && position < 0) {",
    tests: SUBMIT_TESTS,
  },
  {
    name: "a prompt that is still in the input keeps its job",
    file: MAKE_ROOM,
    find: "isEqual(job.found.prompt, found.prompt)) met.add(job.id);",
    replace: "isEqual(job.found.prompt, found.prompt)) met.add(-job.id);",
    tests: SUBMIT_TESTS,
  },
  {
    name: "two prompts with one id are told apart",
    file: PLANNER,
    find: "if (twin) throw idTakenTwice(twin.found, found);",
    replace: "if (twin) return NOTHING;",
    tests: SUBMIT_TESTS,
  },
  {
    name: "an edited prompt takes the place of its old wording",
    file: MAKE_ROOM,
    find: "jobs += await write(() => queue.supersede(ids));",
    replace: "jobs += ids.length;",
    tests: SUBMIT_TESTS,
  },
  {
    name: "nothing is forgotten where the input could not be read",
    file: MAKE_ROOM,
    find: '(item.raw || code === "input-invalid" ? wholeSources : flawedSources).add(source);',
    replace: "wholeSources.add(source);",
    tests: SUBMIT_TESTS,
  },
  {
    name: "two prompts never share a name",
    file: PLANNER,
    find: "return this.#planned.has(key) || this.#left.has(key) || this.#known.isOutputTaken(key);",
    replace: 'return key === "";',
    tests: SUBMIT_TESTS,
  },
];
