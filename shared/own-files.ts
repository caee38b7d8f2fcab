/** Files of the program's own that lie among prompts: nobody means them when a folder is named. */

/** What a batch leaves beside its PDFs. */
export const MANIFEST_NAME = "manifest.jsonl";
/** The settings of a watched folder. */
export const PRESET_NAME = "pdfprompt.json";
/** What is put beside a file of a watched folder that failed: why. */
export const REASON_ENDING = ".error.json";

/** What is written beside a manifest, with the prompts that failed. */
const FAILURES = /^failures(-\d+)?\.(csv|jsonl)$/;

/**
 * Whether a file is one of these.
 * @param name of the file, without its folder
 * @param hasManifest whether a manifest is in the same folder
 */
export function isOwnFile(name: string, hasManifest: boolean): boolean {
  if (name === MANIFEST_NAME || name === PRESET_NAME || name.endsWith(REASON_ENDING)) return true;
  return hasManifest && FAILURES.test(name);
}
