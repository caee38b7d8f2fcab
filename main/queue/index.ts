export { percentile, placeOf, Queue, type QueueOptions } from "./queue";
export type * from "./types";
