/** Command and first arguments that start this program once more, as it was started. */
export function programAgain(): { command: string; args: readonly string[] } {
  // What stands before `--` are switches and the app's folder. The packaged app has neither.
  const separator = process.argv.indexOf("--");
  return { command: process.execPath, args: separator === -1 ? [] : process.argv.slice(1, separator + 1) };
}
