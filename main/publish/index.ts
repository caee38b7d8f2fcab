export { numberedName, outputKey, outputName } from "./names";
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
