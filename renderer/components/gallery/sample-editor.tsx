import { Button } from "@mantine/core";
import { useId, useRef } from "react";
import type { Problem } from "../../../shared/errors";
import { lastPart } from "../../format/place";
import { t } from "../../i18n";
import { startOfLine } from "../../state/lines";
import { EditorLine } from "./editor-line";
import classes from "./sample-editor.module.css";
import { SampleProblem } from "./sample-problem";

interface SampleEditorProps {
  /** Name of the file that it is or stands for. */
  name: string;
  text: string;
  /** Why there is no page of it. */
  problem: Problem | null;
  canReset: boolean;
  onEdit(text: string): void;
  onReset(): void;
}

/** The text that is tried in a template, with its lines numbered, and what is wrong with it at its place. */
export function SampleEditor({ name, text, problem, canReset, onEdit, onReset }: SampleEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const problemId = useId();
  const badLine = problem ? lineIn(name, problem) : undefined;

  function goToLine(line: number): void {
    const start = startOfLine(text, line);
    area.current?.focus();
    area.current?.setSelectionRange(start, start);
  }

  return (
    <div className={classes.editor}>
      <div className={classes.head}>
        <span className={classes.name}>{name}</span>
        <span className={classes.hint}>{t("gallery.sampleHint")}</span>
        {canReset && (
          <Button variant="subtle" color="gray" size="compact-xs" onClick={onReset} data-testid="reset-sample">
            {t("gallery.reset")}
          </Button>
        )}
      </div>
      <div className={classes.scroller}>
        <div className={classes.sheet}>
          {/* The same text beneath, line by line: it makes the height, and shows where lines begin however they wrap. */}
          <div className={classes.lines} aria-hidden>
            {text.split("\n").map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              <EditorLine key={index} text={line} isBad={index + 1 === badLine} />
            ))}
          </div>
          <textarea
            className={classes.area}
            ref={area}
            value={text}
            onChange={({ currentTarget }) => onEdit(currentTarget.value)}
            aria-label={`${t("gallery.sample")}: ${name}`}
            aria-invalid={badLine !== undefined}
            aria-describedby={problem ? problemId : undefined}
            spellCheck={false}
            data-testid="sample-text"
          />
        </div>
      </div>
      <SampleProblem id={problemId} problem={problem} line={badLine} onGoToLine={goToLine} />
    </div>
  );
}

/**
 * The line of this file that is wrong. Where the template fails, all that is known is where the prompt begins: its reason
 * names the place in the template, or the field.
 */
function lineIn(name: string, { code, source, line }: Problem): number | undefined {
  const isHere = source !== undefined && lastPart(source) === name;
  return isHere && code !== "template-failed" ? line : undefined;
}
