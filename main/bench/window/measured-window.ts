import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { PdfPromptError } from "../../../shared/errors";
import { launcherCommand, programAgain } from "../program-again";
import { measuredCall } from "./call";
import { answeredSchema, type Step, USABLE } from "./steps";

/** A window that has not ended by then hangs, and is ended. */
const LIMIT_MS = 600_000;

export interface MeasuredWindowOptions {
  /** Absolute; holds everything the window keeps. */
  folder: string;
  /** Laid over the environment. */
  env?: Readonly<Record<string, string>>;
}

/** A window of this program in a process of its own, started as a user starts it. */
export class MeasuredWindow {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #complaints = "";
  #usableMs = Number.NaN;

  private constructor({ folder, env }: MeasuredWindowOptions) {
    const { command, args } = launcherCommand() ?? programAgain();
    const child = spawn(command, [...args, ...measuredCall(folder)], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...env },
      timeout: LIMIT_MS,
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#complaints += chunk.toString();
    });
    child.on("error", (error) => {
      this.#complaints += error.message;
    });
    // Where it is gone, that is told by its answer, which does not come.
    child.stdin.on("error", () => undefined);
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Opens one for the time of `use`, and ends it whatever happens. */
  static async with<T>(options: MeasuredWindowOptions, use: (window: MeasuredWindow) => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const window = new MeasuredWindow(options);
    try {
      const line = await window.#nextLine();
      if (line !== USABLE) throw new PdfPromptError("internal", `The window said "${line}" before it could be used.`);
      window.#usableMs = performance.now() - startedAt;
      return await use(window);
    } finally {
      await window.#close();
    }
  }

  /** Milliseconds from starting the launcher until the window could be used. */
  get usableMs(): number {
    return this.#usableMs;
  }

  /** @throws PdfPromptError `internal` where it cannot, or has ended */
  async ask<Given, Answer>(step: Step<Given, Answer>, given: Given): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify({ step: step.name, given })}\n`);
    const answer = answeredSchema.parse(JSON.parse(await this.#nextLine()));
    if ("error" in answer) throw new PdfPromptError("internal", `The window cannot ${step.name}: ${answer.error}`);
    return step.answer.parse(answer.value);
  }

  async #nextLine(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done) throw new PdfPromptError("internal", `The window that was measured has ended. ${this.#complaints}`);
    return value;
  }

  async #close(): Promise<void> {
    // One that never started does not end either.
    if (this.#child.pid === undefined) return;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    // It ends with what it is asked by.
    this.#child.stdin?.end();
    await ended;
  }
}
