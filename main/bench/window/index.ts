export { attendWindow, keepIn } from "./attend";
export { measuredFolder } from "./call";
export { benchWindow, type WindowFigures } from "./window";
