/** Plugins that bring no types along, or types of an older markdown-it. */
declare module "markdown-it-deflist" {
  const plugin: (it: import("markdown-it").MarkdownIt) => void;
  export default plugin;
}
declare module "markdown-it-footnote" {
  const plugin: (it: import("markdown-it").MarkdownIt) => void;
  export default plugin;
}
declare module "markdown-it-task-lists" {
  const plugin: (it: import("markdown-it").MarkdownIt) => void;
  export default plugin;
}
declare module "markdown-it-container" {
  const plugin: (
    it: import("markdown-it").MarkdownIt,
    name: string,
    options: { validate(parameters: string): boolean; render: import("markdown-it").RendererRule },
  ) => void;
  export default plugin;
}
