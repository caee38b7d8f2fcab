export { DOCUMENT_KINDS, type DocumentKind } from "./documents";
export { benchIntake, type IntakeFigures } from "./intake";
export { benchPeers, type PeersFigures, type WayFigures } from "./peers";
export { findPeers, isMissing } from "./peers/find-peers";
export { benchQueue, type QueueFigures } from "./queue";
export { holdUntilKilled } from "./queue/recovery";
export { benchRender, type RenderFigures } from "./render";
export { benchScaling, type ScalingFigures } from "./scaling";
export { benchStart, type StartFigures } from "./start";
