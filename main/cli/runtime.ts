import os from "node:os";

/** `override`, `official` or `registry`, as the launcher found it; `packaged` where there is no launcher. */
export function electronSource(): string {
  return process.env.PDFPROMPT_RUNTIME_SOURCE ?? "packaged";
}

/** The runtime in one line: no figure is quoted without it. */
export function describeRuntime(): string {
  const { electron, chrome, node } = process.versions;
  return `Electron ${electron} (${electronSource()}), Chromium ${chrome}, Node ${node}`;
}

/** The machine in one line. */
export function describeMachine(): string {
  const [cpu] = os.cpus();
  const memoryGb = Math.round(os.totalmem() / 2 ** 30);
  return `${os.cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${memoryGb} GB, ${os.platform()} ${os.release()}`;
}
