import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ScenarioEvent, ScenarioOptions } from "./scenario-options";

/** A scenario's process that has ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  events: ScenarioEvent[];
  stderr: string;
}

export interface Scenario {
  pid: number;
  process: ChildProcess;
  /** Resolves at the first event of this kind, or with undefined when the process ends without it. */
  event<Kind extends ScenarioEvent["event"]>(kind: Kind): Promise<Extract<ScenarioEvent, { event: Kind }> | undefined>;
  ended: Promise<Ended>;
}

/** Starts a bundled scenario in the runtime's Node mode, as these tests run themselves. */
export function startScenario(folder: string, options: ScenarioOptions): Scenario {
  const child = spawn(process.execPath, [join(folder, "scenario.cjs"), JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const events: ScenarioEvent[] = [];
  const listeners: ((event: ScenarioEvent) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line) as ScenarioEvent;
    events.push(event);
    for (const listener of listeners) listener(event);
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, events, stderr }));
  });
  const event: Scenario["event"] = (kind) =>
    new Promise((resolve) => {
      const take = (candidate: ScenarioEvent) => {
        if (candidate.event === kind) resolve(candidate as never);
      };
      for (const earlier of events) take(earlier);
      listeners.push(take);
      void ended.then(() => resolve(undefined));
    });
  return { pid: child.pid ?? 0, process: child, event, ended };
}

/**
 * Runs a scenario to its own end.
 * @throws when it ends in any other way than by itself and well
 */
export async function runScenario(folder: string, options: ScenarioOptions): Promise<Ended> {
  const result = await startScenario(folder, options).ended;
  if (result.code !== 0) throw new Error(`a scenario ended with ${result.code ?? result.signal}: ${result.stderr}`);
  return result;
}
