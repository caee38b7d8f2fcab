export { type BookDocument, type Combined, combinedProblem } from "./combined/combine";
export { combineInThread } from "./combined/combine-in-thread";
export { type Failure, isAsWritten, writeFailures } from "./failures";
export { MANIFEST_NAME, type ManifestLine, writeManifest } from "./manifest";
export {
  fieldsInName,
  MAX_NAME_BYTES,
  namePatternProblem,
  numberedName,
  outputKey,
  outputName,
  safeName,
  safeOutput,
} from "./names";
export { NamesOnDisk } from "./names-on-disk";
export type { PdfProperties } from "./properties";
export {
  hasRoom,
  type Published,
  type PublishRequest,
  publish,
  retract,
  settle,
  sweep,
  temporaryPath,
} from "./publish";
export { Publisher } from "./publisher";
export { fileState, isUnchanged } from "./unchanged";
export { findManifest, type VerifyCounts, type VerifyFinding, verifyManifest } from "./verify";
export { isRunning, WholeFile } from "./whole-file";
export { writeZip, zipProblem } from "./zip";
