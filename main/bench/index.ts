export { benchRender, type RenderFigures } from "./render";
