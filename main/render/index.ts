export { LanePool } from "./lane-pool";
export { residentMb } from "./memory";
export { countPages } from "./page-count";
export { registerLaneScheme } from "./scheme";
export { sealProcess } from "./seal";
