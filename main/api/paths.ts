import { homedir, tmpdir } from "node:os";

/** What stands for a folder of this machine in a message. */
const HIDDEN = "…";

/**
 * A message without paths of this machine: the folders named here, the user's home and that for temporary files are cut
 * down to what lies beneath them, and whatever else looks like an absolute path to its last part.
 * @param folders absolute
 */
export function withoutPaths(message: string, folders: readonly string[]): string {
  const known = [...folders, homedir(), tmpdir()].filter((folder) => folder.length > 1);
  const longestFirst = known.sort((one, other) => other.length - one.length);
  const cut = longestFirst.reduce((text, folder) => text.replaceAll(folder, HIDDEN), message);
  return cut.replace(ABSOLUTE, (_, before: string, path: string) => `${before}${HIDDEN}/${path.split(/[\\/]/).pop()}`);
}

/** At least two parts, so that neither `and/or` nor `1/2` nor a closing tag is taken for one. */
const ABSOLUTE = /(^|[\s"'“(=:])((?:[A-Za-z]:)?[\\/][^\s"'”()<>\\/]+(?:[\\/][^\s"'”()<>\\/]+)+)/g;
