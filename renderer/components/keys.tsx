import { formatKeys } from "../format/keys";
import classes from "./keys.module.css";

/** The ways to press something, as they are called here. @param keys as in `COMMANDS` */
export function Keys({ keys }: { keys: string }) {
  const ways = formatKeys(keys);
  if (ways.length === 0) return null;
  return (
    <span className={classes.keys}>
      {ways.map((way) => (
        <kbd key={way} className={classes.key}>
          {way}
        </kbd>
      ))}
    </span>
  );
}
