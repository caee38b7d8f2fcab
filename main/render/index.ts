export { LanePool } from "./lane-pool";
export type { Printed } from "./lane-window";
export { residentMb } from "./memory";
export { countPages } from "./page-count";
export { registerLaneScheme } from "./scheme";
