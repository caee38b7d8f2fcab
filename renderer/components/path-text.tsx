import { splitPath } from "../format/place";
import classes from "./path-text.module.css";

/** Room for a letter of the file's name. */
const LETTER_EM = 0.6;

/** A path on one line: where it has no room, its middle is left out to the eye. It is copied and read aloud whole. */
export function PathText({ path }: { path: string }) {
  const [folder, file] = splitPath(path);
  return (
    <span className={classes.path} title={path} data-testid="output-path">
      <span className={classes.folder} style={{ maxWidth: `max(30%, calc(100% - ${file.length * LETTER_EM}em))` }}>
        {folder}
      </span>
      {file}
    </span>
  );
}
