import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { batchSettingsSchema, MOST_TIMEOUT_MS } from "../../shared/batch";
import type { ConcurrencyChoice } from "../../shared/concurrency";
import { DEFAULT_LIMITS, DEFAULT_PORT, newToken, openApi, tokenFromFile, tokenProblem } from "../api";
import { Queue } from "../queue";
import { monitorRoutes, openEngine, openMonitor } from "../worker";
import { toBatchFlags } from "./batch-flags";
import { type CommandContext, EXIT, print, UsageError } from "./command-context";
import { concurrencyOption, workerSettings } from "./concurrency";
import { withExamples } from "./examples";
import { addLogOptions, commandLog, type LogFlags } from "./log-options";
import type { Act } from "./operations";
import { addPageOptions, type PageFlags, toPageOptions } from "./page-options";
import { epochSeconds } from "./reproducible";
import { queueFile } from "./submission";
import { wholeNumber } from "./whole-number";

const MEGABYTE = 1024 * 1024;
/** The environment variable with a token of the user's own. */
const TOKEN_VARIABLE = "PDFPROMPT_API_TOKEN";

interface ServeFlags extends PageFlags, LogFlags {
  port: number;
  out: string;
  queue?: string;
  template?: string;
  name?: string;
  timeout: number;
  retries: number;
  strict: boolean;
  reproducible: boolean;
  concurrency?: ConcurrencyChoice;
  tokenFile?: string;
  maxWaiting: number;
  maxWaitingPerUser: number;
  maxBody: number;
  maxRequests: number;
}

export function addServe(program: Command, act: Act): void {
  const command = program
    .command("serve")
    .description("take prompts of other programs of this machine over HTTP, and work on the queue until stopped")
    .option(
      "-p, --port <n>",
      "port of 127.0.0.1 to listen on; 0: any that is free",
      wholeNumber(0, 65_535),
      DEFAULT_PORT,
    )
    .option("-o, --out <dir>", "folder for the PDFs", "out")
    .option("--queue <file>", "queue to use instead of the user's own")
    .addOption(
      new Option(
        "-t, --template <name|file>",
        "template for prompts that name none: a built-in one or your .liquid file",
      ),
    )
    .option("-n, --name <pattern>", "names of the PDFs, as in render")
    .option("--timeout <ms>", "most milliseconds a document may take", wholeNumber(1, MOST_TIMEOUT_MS), 30_000)
    .option("--retries <n>", "how often a failure that may pass is tried again", wholeNumber(0, 100), 3)
    .option("--strict", "fail a document that has a warning, such as a missing image or glyph", false)
    .option("--reproducible", "the same prompt gives the same PDF, byte for byte; honours SOURCE_DATE_EPOCH", false)
    .addOption(concurrencyOption("auto"))
    .option(
      "--token-file <file>",
      `file with the token that clients must send, for its owner only (0600); made where it is not there. Default: ${TOKEN_VARIABLE}, or a new token each time`,
    )
    .option(
      "--max-waiting <n>",
      "most jobs of programs that may wait, of all users together; more are refused (429)",
      wholeNumber(1),
      DEFAULT_LIMITS.waiting,
    )
    .option("--max-waiting-per-user <n>", "most of them of one userId", wholeNumber(1), DEFAULT_LIMITS.waitingOfUser)
    .option(
      "--max-body <mb>",
      "largest body of a request, in MB",
      wholeNumber(1, 500),
      DEFAULT_LIMITS.bodyBytes / MEGABYTE,
    )
    .option("--max-requests <n>", "most requests in a second", wholeNumber(1), DEFAULT_LIMITS.requestsPerSecond)
    .addHelpText(
      "after",
      `
One line is printed on stdout once it listens: {"url","token"}. The log goes to stderr. Ctrl-C puts back what runs.
The contract is at URL/openapi.json, and for people at URL/docs; docs/api.md has more examples. Figures for Prometheus
are at URL/metrics, whether PDFs can be made is at URL/healthz.

With the token and the address that were printed, another program asks for a PDF so:
  curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
    -d '{"prompt":"# Hello","userId":"ada"}' http://127.0.0.1:${DEFAULT_PORT}/api/v1/generate`,
    );
  withExamples(
    command,
    ["pdfprompt serve --out out", `listen on port ${DEFAULT_PORT}, PDFs into out`],
    ["pdfprompt serve --port 0 --token-file api.token", "any free port, the same token each time"],
  );
  addPageOptions(addLogOptions(command, "info")).action(act(runServe));
}

/** `serve`: take prompts over HTTP, and work until stopped. What runs then is put back: nothing is lost. */
async function runServe(context: CommandContext, flags: ServeFlags): Promise<number> {
  const token = chooseToken(context, flags);
  const settings = toSettings(context, flags);
  const log = commandLog(context, flags, "info");
  log.hide(token);
  const outDir = resolve(context.cwd, flags.out);
  const queue = new Queue(queueFile(context, flags));
  const engine = openEngine({
    queue,
    settings: workerSettings(context, flags.concurrency, "auto"),
    mainFolder: context.mainFolder,
    ...log.engine,
  });
  const monitor = openMonitor(queue, engine);
  try {
    const api = await openApi({
      queue,
      outDir: () => outDir,
      settings,
      port: flags.port,
      token,
      wake: () => engine.worker.wake(),
      log: (line) => log.logger.info(line),
      plugins: [monitorRoutes(monitor)],
      limits: {
        waiting: flags.maxWaiting,
        waitingOfUser: flags.maxWaitingPerUser,
        bodyBytes: flags.maxBody * MEGABYTE,
        requestsPerSecond: flags.maxRequests,
      },
    }).catch((error: unknown) => {
      throw cannotListen(error, flags.port);
    });
    try {
      await print(JSON.stringify({ url: api.url, token }));
      await engine.worker.runLoop(context.interrupted);
    } finally {
      await api.close();
    }
    log.logger.info("[api] stopped");
    return EXIT.interrupted;
  } finally {
    monitor.close();
    await engine.close();
    queue.close();
    log.close();
  }
}

function toSettings(context: CommandContext, flags: ServeFlags) {
  const { timeout, retries, strict } = flags;
  return batchSettingsSchema.parse({
    ...toBatchFlags(context, flags),
    options: toPageOptions(flags),
    timeoutMs: timeout,
    retries,
    strict,
    epochSeconds: epochSeconds(flags, process.env),
  });
}

function chooseToken(context: CommandContext, { tokenFile }: ServeFlags): string {
  const own = process.env[TOKEN_VARIABLE]?.trim() || undefined;
  if (tokenFile !== undefined && own !== undefined)
    throw new UsageError(`Give the token by --token-file or by ${TOKEN_VARIABLE}, not by both.`);
  try {
    if (tokenFile !== undefined) return tokenFromFile(resolve(context.cwd, tokenFile));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (own === undefined) return newToken();
  const problem = tokenProblem(own);
  if (problem) throw new UsageError(`The token in ${TOKEN_VARIABLE} ${problem}.`);
  return own;
}

function cannotListen(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return new UsageError(`Port ${port} is taken by another program. Choose another with --port, or --port 0 for any.`);
  if (code === "EACCES")
    return new UsageError(`Port ${port} is not allowed to you. Choose one above 1023 with --port.`);
  return error;
}
