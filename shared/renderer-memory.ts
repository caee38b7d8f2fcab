/** Bounds of the memory that the renderer of one document may take, in MB. Apart from the schemas, which the window does not carry. */
export const RENDERER_MB = {
  default: 1536,
  /** With less, ordinary documents would be ended. */
  least: 512,
  /** The most that can be chosen in the window. */
  mostChosen: 65_536,
} as const;
