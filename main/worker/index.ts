export {
  combinedProblem,
  findManifest,
  isRunning,
  MAX_NAME_BYTES,
  namePatternProblem,
  outputKey,
  safeName,
  type VerifyCounts,
  type VerifyFinding,
  verifyManifest,
  writeZip,
  zipProblem,
} from "../publish";
export { combineBatch } from "./combined";
export { type Engine, type EngineOptions, openEngine } from "./engine";
export { exportBatch } from "./export-batch";
export { type BatchRecord, importBatch } from "./import-batch";
export { Looker } from "./looker";
export { METRICS_CONTENT_TYPE, type Monitor, monitorRoutes, openMonitor } from "./metrics";
export { numberedOutput } from "./numbered-output";
export { ownerOf } from "./planner";
export { type Preflight, preflight } from "./preflight";
export {
  dropFailuresFiles,
  manifestPages,
  manifestPath,
  openOrigin,
  takeBackOutputs,
  writeFailedRows,
} from "./results";
export { whenThereIsRoom } from "./room";
export type { Stages } from "./run-job";
export { type Submission, type Submitted, submit } from "./submit";
export type { UnknownFields } from "./unknown-fields";
export { Worker } from "./worker";
