/** Stands before the folder of the window that is measured. */
const FLAG = "--measured-in=";

/** Arguments that open the window with everything it keeps in `folder`, answering the bench. */
export function measuredCall(folder: string): string[] {
  return ["window", FLAG + folder];
}

/** The folder, where these are the arguments of {@link measuredCall}. */
export function measuredFolder([first, second]: readonly string[]): string | undefined {
  return first === "window" && second?.startsWith(FLAG) ? second.slice(FLAG.length) : undefined;
}
