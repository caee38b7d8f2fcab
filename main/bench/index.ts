export { benchRender } from "./render";
