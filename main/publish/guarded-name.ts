import { existsSync } from "node:fs";
import { PdfPromptError } from "../../shared/errors";

/**
 * Keeps a file that takes long to write from replacing what may not be replaced, also what comes there meanwhile.
 * @param file absolute path
 * @param problemOf why a path cannot be written to, in a sentence; undefined where it can
 * @returns to be called right before the file takes its name
 * @throws PdfPromptError `output-unwritable`, as what is returned does
 */
export function guardName(file: string, problemOf: (file: string) => string | undefined): () => void {
  const refuse = (problem: string | undefined) => {
    if (problem !== undefined) throw new PdfPromptError("output-unwritable", problem);
  };
  refuse(problemOf(file));
  const isFree = !existsSync(file);
  return () =>
    refuse(
      isFree && existsSync(file) ? `Another file came to be at ${file} meanwhile. Name another one.` : problemOf(file),
    );
}
