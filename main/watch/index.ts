export { isInside, type Overrides, PRESET_NAME } from "./preset";
export { DEFAULT_SETTLE_MS, WatchService } from "./service";
export type { PutAway } from "./wave";
