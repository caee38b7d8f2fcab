// A reporter for vitest that ends what stands still. A test has its time limit, but none that waits without giving way
// (for a program that never ends, say) can be stopped by it: the whole run would stand still and not say where.
import { execFileSync } from "node:child_process";

const CHECK_MS = 5000;

/** The processes below `root`, with their depth: its own children have 1. */
function descendants(root) {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,stat=,etime=,args="], { encoding: "utf8" }).trim().split("\n");
  const all = lines.map((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return { pid, parent, line: line.trim() };
  });
  const found = [{ pid: root, depth: 0, line: "" }];
  for (const { pid: above, depth } of found) {
    for (const { pid, parent, line } of all) if (parent === above) found.push({ pid, depth: depth + 1, line });
  }
  return found.slice(1);
}

export default class StallReporter {
  #running = new Set();
  #lastMs = performance.now();
  #stalls = 0;
  #timer;
  /** For how long no test may begin or end. */
  #limitMs = Number(process.env.PDFPROMPT_TEST_STALL_MS);

  onTestRunStart() {
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
    this.#timer.unref();
  }

  onTestRunEnd() {
    clearInterval(this.#timer);
  }

  onTestModuleStart(module) {
    this.#begins(module.moduleId);
  }

  onTestModuleEnd(module) {
    this.#ends(module.moduleId);
  }

  onTestCaseReady(test) {
    this.#begins(`${test.module.moduleId}: ${test.fullName}`);
  }

  onTestCaseResult(test) {
    this.#ends(`${test.module.moduleId}: ${test.fullName}`);
  }

  #begins(name) {
    this.#running.add(name);
    this.#lastMs = performance.now();
  }

  #ends(name) {
    this.#running.delete(name);
    this.#lastMs = performance.now();
  }

  #check() {
    if (performance.now() - this.#lastMs < this.#limitMs) return;
    this.#lastMs = performance.now();
    this.#stalls += 1;
    const below = descendants(process.pid);
    const lines = [
      `no test has begun or ended for ${this.#limitMs / 1000} s. Under way:`,
      ...this.#running,
      "Processes (pid, parent, state, age, command):",
      ...below.map(({ line }) => line.slice(0, 200)),
    ];
    process.stderr.write(`${lines.join("\n  ")}\n`);
    // First what tests started: the test fails then, and the run goes on. Where that does not help, the run ends.
    const isFirst = this.#stalls === 1;
    for (const { pid, depth } of below.reverse()) {
      if (!isFirst || depth > 1) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It has ended by itself.
        }
      }
    }
    if (!isFirst) process.exit(1);
  }
}
