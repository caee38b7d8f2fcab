export { LanePool, type LanePoolOptions, type RenderOptions } from "./lane-pool";
export type { Printed } from "./lane-window";
export { residentMb } from "./memory";
export { countPages } from "./page-count";
export { LANE_SCHEME_PRIVILEGES, registerLaneScheme } from "./scheme";
