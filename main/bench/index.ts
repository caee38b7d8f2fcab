export { benchQueue, type QueueFigures } from "./queue";
export { holdUntilKilled } from "./queue/recovery";
export { benchRender } from "./render";
