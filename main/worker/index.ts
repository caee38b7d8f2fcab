export { type Engine, type EngineOptions, openEngine } from "./engine";
export { type Submission, type Submitted, submit } from "./submit";
export { type DrainLimits, Worker } from "./worker";
