import { NumberInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

interface DraftNumberProps {
  label: string;
  description?: string;
  /** Stands behind the number. */
  unit?: string;
  min: number;
  max: number;
  step?: number;
  /** What holds now. */
  value: number;
  onNumber(value: number): void;
  /** Whether it is taken over only with Enter or when the field is left: half a number would act on what is under way. */
  isTakenWhole?: boolean;
  testId: string;
}

/**
 * A whole number that is taken over as it is typed, whenever it is within its bounds, or not before it is whole; at the end
 * it is brought into them.
 */
export function DraftNumber({ unit, value, onNumber, isTakenWhole = false, testId, ...field }: DraftNumberProps) {
  const { min, max } = field;
  const [draft, setDraft] = useState<number | string>(value);
  const isTyping = useRef(false);
  // An answer to what was typed a digit ago must not take the last digit back.
  useEffect(() => {
    if (!isTyping.current) setDraft(value);
  }, [value]);

  /** What was emptied is as it was. */
  function takeWhole(): void {
    const number = draft === "" ? value : Math.min(max, Math.max(min, Number(draft)));
    setDraft(number);
    if (number !== value) onNumber(number);
  }

  return (
    <NumberInput
      {...field}
      {...(unit ? { suffix: ` ${unit}` } : {})}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="blur"
      value={draft}
      onChange={(typed) => {
        setDraft(typed);
        if (isTakenWhole) return;
        if (typeof typed === "number" && typed >= min && typed <= max && typed !== value) onNumber(typed);
      }}
      onKeyDown={({ key }) => {
        if (isTakenWhole && key === "Enter") takeWhole();
      }}
      onFocus={() => {
        isTyping.current = true;
      }}
      onBlur={() => {
        isTyping.current = false;
        if (isTakenWhole) takeWhole();
        else setDraft((left) => (left === "" ? value : left));
      }}
      data-testid={testId}
    />
  );
}
