export { Queue, type QueueOptions } from "./queue";
export { percentile, placeOf } from "./rows";
export type * from "./types";
