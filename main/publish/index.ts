export { numberedName, outputKey, outputName } from "./names";
export { type Published, publish, retract, settle, sweep, temporaryPath } from "./publish";
export { Publisher } from "./publisher";
export { fileState, isUnchanged } from "./unchanged";
