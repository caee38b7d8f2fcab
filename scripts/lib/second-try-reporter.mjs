// A reporter for vitest that names the tests which failed first and passed when they were tried again, and says of what.
// On a busy machine that happens to one of thousands that start programs; one that is named again and again has a fault.
export default class SecondTryReporter {
  #names = [];

  onTestCaseResult(test) {
    if (!test.diagnostic()?.flaky) return;
    const [error] = test.result().errors ?? [];
    this.#names.push(`${test.module.relativeModuleId}: ${test.fullName} (${error?.message.split("\n")[0]})`);
  }

  onTestRunEnd() {
    if (this.#names.length === 0) return;
    process.stdout.write(`\nPassed only when tried again:\n  ${this.#names.join("\n  ")}\n`);
  }
}
