import { shell } from "electron";
import { PdfPromptError } from "../../shared/errors";

/**
 * Opens a file or folder as the system does.
 * @param path absolute
 * @throws PdfPromptError `output-unwritable` where the system cannot
 */
export async function openPath(path: string): Promise<null> {
  const problem = await shell.openPath(path);
  if (problem) throw new PdfPromptError("output-unwritable", `${path} cannot be opened: ${problem}`);
  return null;
}
