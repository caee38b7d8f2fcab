export { numberedName, outputKey, outputName } from "./names";
export { type Published, publish, retract, settle, sweep, temporaryPath } from "./publish";
export { fileState, isUnchanged } from "./unchanged";
