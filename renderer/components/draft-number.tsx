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
  testId: string;
}

/** A whole number that is taken over as it is typed, whenever it is within its bounds; at the end it is brought into them. */
export function DraftNumber({ unit, value, onNumber, testId, ...field }: DraftNumberProps) {
  const { min, max } = field;
  const [draft, setDraft] = useState<number | string>(value);
  const isTyping = useRef(false);
  // An answer to what was typed a digit ago must not take the last digit back.
  useEffect(() => {
    if (!isTyping.current) setDraft(value);
  }, [value]);
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
        if (typeof typed === "number" && typed >= min && typed <= max && typed !== value) onNumber(typed);
      }}
      onFocus={() => {
        isTyping.current = true;
      }}
      onBlur={() => {
        isTyping.current = false;
        // What was emptied is as it was.
        setDraft((left) => (left === "" ? value : left));
      }}
      data-testid={testId}
    />
  );
}
