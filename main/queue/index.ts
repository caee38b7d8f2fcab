export { inspectQueue, type QueueHealth } from "./inspect";
export type * from "./counts";
export { endOf, middleOf, PER_OCTAVE } from "./histogram";
export { Queue, type QueueOptions } from "./queue";
export { percentile, placeOf } from "./rows";
export { MAX_RENDERER_ENDS } from "./states";
export type * from "./types";
