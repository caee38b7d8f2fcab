export type { DeadlineOptions } from "./deadline";
export { LanePool } from "./lane-pool";
export type { Printed } from "./lane-window";
export { RendererEnded } from "./limits";
export { residentMb } from "./memory";
export { countPages } from "./page-count";
export { registerLaneScheme } from "./scheme";
export { sealProcess } from "./seal";
