export { type Engine, openEngine } from "./engine";
export type { Stages } from "./run-job";
export { type Submission, type Submitted, submit } from "./submit";
export { Worker } from "./worker";
