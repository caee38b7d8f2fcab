import { memo } from "react";
import classes from "./sample-editor.module.css";

interface EditorLineProps {
  text: string;
  isBad: boolean;
}

/** One line beneath the text that is edited. Only lines that changed are drawn anew. */
export const EditorLine = memo(function EditorLine({ text, isBad }: EditorLineProps) {
  return (
    <div className={classes.line} data-bad={isBad || undefined}>
      {/* An empty line has a height, too. */}
      {text === "" ? "\u200b" : text}
    </div>
  );
});
