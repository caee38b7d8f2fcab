export { DOCUMENT_KINDS, type DocumentKind } from "./documents";
export { benchQueue, type QueueFigures } from "./queue";
export { holdUntilKilled } from "./queue/recovery";
export { benchRender, type RenderFigures } from "./render";
export { benchScaling, type ScalingFigures } from "./scaling";
export { benchStart, type StartFigures } from "./start";
